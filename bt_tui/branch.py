"""One run on the screen, with its own history and its own cursor; forks are others."""

from bt_tui.controls import Controls
from bt_tui.history import History
from bt_tui.judging import Judging
from bt_tui.screens.main import MainScreen
from bt_tui.sources import Source
from bt_tui.view import View


class Branch:
    """All that belongs to one run; its screens are in a `mode` of their own."""

    def __init__(self, source: Source, mode: str) -> None:
        self.mode = mode
        self.source = source
        self.view = View(History(source.archive))
        self.controls = Controls(source, self.view)
        self.judging = Judging(self.view.history, source.facts.profile)
        self.main = MainScreen(source, self.view, self.judging)
