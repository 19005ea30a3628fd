"""The keys of the main screen; each has its help line here, and many have a place in the footer."""

from textual.binding import Binding

TIME = (
    Binding(
        "space",
        "hold_or_play",
        "hold/play",
        key_display="space",
        tooltip="hold the run, or let it play at the speed that is chosen",
    ),
    Binding(
        "s",
        "step",
        "step",
        tooltip="hold, and let one message through: the oldest, or the one chosen in lens 2;"
        " looking back, go one step forward",
    ),
    Binding(
        "left,pageup",
        "move(-1)",
        "back",
        key_display="←→",
        tooltip="look back one step: ← or PgUp; the run goes on as it does",
    ),
    Binding(
        "right,pagedown",
        "step",
        "forward",
        show=False,
        key_display="→",
        tooltip="one step forward: → or PgDn; at the newest moment the same as s",
    ),
    Binding(
        "less_than_sign", "move(-20)", "20 back", show=False, key_display="<", tooltip="20 back"
    ),
    Binding(
        "greater_than_sign",
        "move(20)",
        "20 forward",
        show=False,
        key_display=">",
        tooltip="20 forward, over what has happened",
    ),
    Binding("home", "start", "start", show=False, key_display="Home", tooltip="to the start"),
    Binding(
        "end", "newest", "newest", show=False, key_display="End", tooltip="to the newest: LIVE"
    ),
    Binding(
        "n",
        "run_until",
        "until…",
        tooltip="run until something happens: a denial, a timeout, a role change, …",
    ),
    Binding("N", "run_until_again", "again", show=False, tooltip="run until it happens again"),
    Binding(
        "S",
        "run_until_stored",
        "until stored",
        show=False,
        tooltip="run until the client selected in lens 1 or 4 stores a segment",
    ),
    Binding(
        "plus,equals_sign",
        "faster",
        "speed",
        key_display="+-",
        tooltip="play faster, or slower: from 1 message a second to full speed",
    ),
    Binding("minus", "slower", "slower", show=False, key_display="-", tooltip="play slower"),
    Binding(
        "F",
        "fork",
        "fork",
        show=False,
        tooltip="go on from the moment that is looked at in another way, in memory: simulated runs"
        " and recordings; then choose in lens 2 what goes first",
    ),
    Binding(
        "b",
        "next_branch",
        "branches",
        show=False,
        tooltip="between a run and its forks, to compare what became of each",
    ),
    Binding("f", "full_speed", "full", tooltip="full speed: every thread goes as fast as it can"),
)
"""What the time keys do is up to `bt_tui.controls`."""
SCREEN = (
    Binding("1", "lens('swarms')", "swarms", show=False, tooltip="lens 1: who holds what"),
    Binding(
        "2",
        "lens('messages')",
        "lens",
        key_display="1-6",
        tooltip="lens 2: who sent what to whom, and what led to what; choose what goes next",
    ),
    Binding(
        "3",
        "lens('tracker')",
        "tracker",
        show=False,
        tooltip="lens 3: what the tracker believes of every swarm, beside what is true",
    ),
    Binding(
        "4",
        "lens('clients')",
        "clients",
        show=False,
        tooltip="lens 4: what each client's threads are doing, and whom they wait for",
    ),
    Binding(
        "5",
        "lens('measures')",
        "measures",
        show=False,
        tooltip="lens 5: what the run costs, in charts and in figures",
    ),
    Binding(
        "6",
        "lens('checks')",
        "checks",
        show=False,
        tooltip="lens 6: which rules of the protocol hold, and what broke one",
    ),
    Binding(
        "slash",
        "filter",
        "find",
        show=False,
        key_display="/",
        tooltip="tell only sentences, and what waits, with certain words; / and Esc tells all",
    ),
    Binding(
        "x",
        "screenshot",
        "picture",
        show=False,
        tooltip="save a picture of the screen as SVG where the program was started",
    ),
    Binding("w", "toggle_side", "more", tooltip="show or hide the clients and what is in flight"),
    Binding("question_mark", "help", "help", key_display="?", tooltip="this page"),
    Binding(
        "ctrl+p",
        "command_palette",
        "commands",
        show=False,
        key_display="Ctrl-P",
        tooltip="commands by name: another theme, a screenshot, …",
    ),
    Binding("q", "leave", "leave", tooltip="leave, and print a summary"),
    Binding(
        "ctrl+c",
        "leave_at_once",
        "leave at once",
        show=False,
        priority=True,
        key_display="Ctrl-C",
        tooltip="leave without asking",
    ),
    Binding(
        "escape",
        "close",
        "close",
        show=False,
        key_display="Esc",
        tooltip="close what lies over the screen, or the story, or select nothing",
    ),
)
FIRST = (
    "hold_or_play",
    "step",
    "move(-1)",
    "run_until",
    "help",
    "leave",
    "faster",
    "lens('messages')",
)
IN_FOOTER = sorted(
    (*TIME, *SCREEN),
    key=lambda one: FIRST.index(one.action) if one.action in FIRST else len(FIRST),
)
"""All of them in the order of the footer: where it is narrow, the last ones do not fit."""
