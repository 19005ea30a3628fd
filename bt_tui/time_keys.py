"""What the keys of time do on the screen, and those of lenses that let something happen next."""

from abc import abstractmethod

from bt_tui.controls import Controls
from bt_tui.face import Face
from bt_tui.screens.main import MainScreen
from bt_tui.screens.until import UntilScreen
from bt_tui.state import State
from bt_tui.widgets.choosing import Choosing
from bt_tui.widgets.clients import ClientsLens
from bt_tui.widgets.timeline import Timeline
from bt_tui.widgets.waiting import told
from core.until import Condition, What


class TimeKeys(Face):
    """A screen whose keys control the time of the run that it shows, through its `controls`."""

    @property
    @abstractmethod
    def controls(self) -> Controls:
        """How time is controlled."""

    @property
    @abstractmethod
    def state(self) -> State:
        """What is shown."""

    @property
    @abstractmethod
    def _main(self) -> MainScreen: ...

    @abstractmethod
    def _show(self) -> None:
        """Show how things stand."""

    @abstractmethod
    def _moved(self) -> None:
        """Show what a key of time did at once, and go on from there."""

    def action_hold_or_play(self) -> None:
        """Hold, or play at the speed that is chosen."""
        self.controls.hold_or_play()
        self._moved()

    def action_step(self) -> None:
        """Go one step forward, at the newest moment with what is chosen, if that may go."""
        if (blocking := self._main.blocking) is not None:
            self.notify(f"it waits behind {told(blocking)}", severity="warning", markup=False)
            return
        self.controls.step(self._main.take_choice())
        self._moved()

    def on_choosing_selected(self) -> None:
        """Tell what would go next now."""
        self._show()

    def on_choosing_chosen(self, message: Choosing.Chosen) -> None:
        """Let what was chosen go next."""
        self.action_step()

    def on_clients_lens_struck(self, message: ClientsLens.Struck) -> None:
        """Let something go wrong, or right again."""
        if not self.controls.strike(message.strike):
            words = "what is over cannot go wrong any more; F lets it go on in memory"
            self.notify(words, severity="warning", markup=False)
        self._moved()

    def action_move(self, steps: int) -> None:
        """Look back so many steps, or forward."""
        self.controls.move(steps)
        self._moved()

    def action_start(self) -> None:
        """Look at the start."""
        self.controls.show_start()
        self._moved()

    def action_newest(self) -> None:
        """Look at the newest moment."""
        self.controls.show_newest()
        self._moved()

    def on_timeline_sought(self, message: Timeline.Sought) -> None:
        """Look at the moment that the mouse points to."""
        self.controls.show_moment(message.moment)
        self._moved()

    def action_run_until(self) -> None:
        """Ask what to run until."""
        self.push_screen(UntilScreen(self.state), self._run_until)

    def action_run_until_again(self) -> None:
        """Run until it happens again."""
        if self.controls.condition is None:
            self.action_run_until()
        else:
            self._run_until(self.controls.condition)

    def action_run_until_stored(self) -> None:
        """Run until the client that is selected stores a segment, if it lacks any."""
        client = self._main.client
        if client is None:
            told = "no client is selected: ↑ and ↓, or a click, select one in lens 1 or 4"
            self.notify(told, severity="warning", markup=False)
        elif self._is_done(client):
            told = f"C{client} has nothing more to store"
            self.notify(told, severity="warning", markup=False)
        else:
            self._run_until(Condition(What.STORED, client))

    def _is_done(self, rank: int) -> bool:
        client = self.state.clients.get(rank)
        return client is not None and client.done

    def _run_until(self, condition: Condition | None) -> None:
        if condition is not None:
            self.controls.run_until(condition)
            self._moved()

    def action_full_speed(self) -> None:
        """Go as fast as it can."""
        self.controls.full_speed()
        self._moved()

    def action_faster(self) -> None:
        """Choose the next higher speed."""
        self.controls.faster()
        self._show()

    def action_slower(self) -> None:
        """Choose the next lower speed."""
        self.controls.slower()
        self._show()
