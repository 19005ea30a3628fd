"""What is told of each event, word by word."""

from typing import get_args

import pytest

from core.detector import NOBODY
from core.events import (
    AllCompleted,
    AnswerLate,
    AnyEvent,
    BarrierOpened,
    ClientFinished,
    ClientNoted,
    ClientRegistered,
    ClientStarted,
    FileBegun,
    FileCompleted,
    FileIncomplete,
    FileOwned,
    HoldingsNoted,
    MessageReceived,
    MessageSent,
    MessageUnheeded,
    PeerListed,
    Record,
    RequestDenied,
    RequestTimedOut,
    RoleChanged,
    RoundEnded,
    SeedListed,
    SegmentRejected,
    SegmentRequested,
    SegmentsRefused,
    SegmentsServed,
    SegmentStored,
    ShutdownGiven,
    StartGiven,
    StartRepeated,
    SwarmLearned,
    SwarmTold,
    SwarmUnanswered,
    ThreadCleared,
    ThreadEnded,
    ThreadGone,
    ThreadReturned,
    ThreadStarted,
    ThreadStopped,
    ThreadSuspected,
    TimerCancelled,
    TimerFired,
    TimerSet,
    TrackerSilent,
)
from core.messages import (
    NOTHING,
    About,
    Alive,
    AnyMessage,
    ClientSegments,
    ClientTable,
    SeedsAndPeers,
    SegmentIndex,
    SwarmRequest,
)
from core.model import TRACKER, Address, ClientState, Role, download_thread, upload_thread
from core.narration import Sentence, Tone, narrate, plain
from core.narration.threads import NOUNS, RECEIVED, SENT
from core.timers import (
    PatienceTimer,
    ProbeTimer,
    RequestTimer,
    RoundTimer,
    SilenceTimer,
    SwarmTimer,
    TimerKey,
)
from tests.core.benches import tracking

DOWN, UP = download_thread(2), upload_thread(2)
KINDS = {kind.__name__ for kind in get_args(AnyMessage)}


def sentence(at: Address, event: AnyEvent) -> Sentence | None:
    return narrate(Record(at, 1, 1, 0.0, event))


def told(at: Address, event: AnyEvent) -> str:
    """Return what is told of an event, as one line."""
    one = sentence(at, event)
    assert one is not None
    return plain(one)


def tone(at: Address, event: AnyEvent) -> Tone:
    one = sentence(at, event)
    assert one is not None
    return one.tone


def sending(kind: str, to: Address = TRACKER, about: About = NOTHING) -> MessageSent:
    return MessageSent(to, 1, kind, 10, about)


def receiving(kind: str, source: Address = TRACKER, about: About = NOTHING) -> MessageReceived:
    return MessageReceived(source, 1, kind, about)


def late(kind: str, source: Address = TRACKER, about: About = NOTHING) -> MessageUnheeded:
    return MessageUnheeded(source, 1, kind, about)


# ---- the form -----------------------------------------------------------------------------------


def test_a_sentence_with_a_reason_is_one_line_with_the_reason_last() -> None:
    assert plain(Sentence("C2 → C1", "asks for atlas #3", "a random seed")) == (
        "C2 → C1  asks for atlas #3 — a random seed"
    )


def test_a_sentence_without_a_reason_ends_with_what_happens() -> None:
    assert plain(Sentence("tracker", "ends")) == "tracker  ends"


# ---- asking for segments ------------------------------------------------------------------------


def requested(*candidates: int, segments: tuple[int, ...] = (2,)) -> SegmentRequested:
    reason = "turn 1 of 10: a random peer"
    return SegmentRequested("atlas", segments, candidates[0], candidates, reason)


def test_a_request_tells_from_whom_it_was_drawn() -> None:
    assert told(DOWN, requested(1, 3)) == (
        "C2 → C1  asks for atlas #3 — turn 1 of 10: a random peer, of C1, C3"
    )


def test_a_request_that_could_go_to_one_client_only_lists_no_candidates() -> None:
    assert told(DOWN, requested(1)) == "C2 → C1  asks for atlas #3 — turn 1 of 10: a random peer"


def test_candidates_in_a_row_are_told_by_the_first_and_the_last() -> None:
    assert told(DOWN, requested(7, 1, 4, 3, 5)).endswith("a random peer, of C1, C3–C5, C7")


def test_too_many_candidates_are_told_by_their_number() -> None:
    assert told(DOWN, requested(*range(1, 29, 2))).endswith("a random peer, one of 14")


def test_segments_are_counted_from_one_and_put_in_runs() -> None:
    asked = requested(1, segments=(2, 3, 4, 8))
    assert told(DOWN, asked).startswith("C2 → C1  asks for atlas #3–#5, #9 — ")


def test_two_segments_in_a_row_are_listed_both() -> None:
    asked = requested(1, segments=(2, 3))
    assert told(DOWN, asked).startswith("C2 → C1  asks for atlas #3, #4 — ")


def test_too_many_segments_are_told_by_their_number() -> None:
    asked = requested(1, segments=tuple(range(0, 34, 2)))
    assert told(DOWN, asked).startswith("C2 → C1  asks for 17 segments of atlas — ")


def test_a_files_name_is_shown_as_it_is() -> None:
    assert (
        told(UP, SegmentsServed("[b]{x}[/b]", (0,), 3, "yes"))
        == "C2 → C3  sends [b]{x}[/b] #1 (yes)"
    )
    told_of = told(DOWN, sending("SwarmRequest", about=About("{client} [b]")))
    assert told_of == "C2 → tracker  asks who is in the swarm of {client} [b]"


def test_a_segment_that_is_sent_is_told_by_its_sender() -> None:
    assert told(UP, SegmentsServed("atlas", (2,), 3, "yes")) == "C2 → C3  sends atlas #3 (yes)"


def test_a_stored_segment_tells_where_it_came_from_and_how_many_there_are_now() -> None:
    assert told(DOWN, SegmentStored("atlas", 2, source=1, held=5)) == (
        "C2  stores atlas #3 from C1, its hash matches: now holds 5"
    )


def test_a_client_that_lacks_a_segment_says_no() -> None:
    refused = SegmentsRefused("atlas", (3,), 3)
    assert told(UP, refused) == "C2 → C3  says no: it does not hold atlas #4 (yet)"


def test_the_client_that_asked_hears_the_no() -> None:
    assert told(DOWN, RequestDenied("atlas", (3,), 1)) == "C2  hears that C1 lacks atlas #4"


# ---- when something goes wrong ------------------------------------------------------------------


def test_a_segment_that_is_not_the_right_one_is_thrown_away() -> None:
    assert told(DOWN, SegmentRejected("atlas", 2, 1)) == (
        "C2  throws atlas #3 from C1 away — its hash does not match"
    )


def test_a_request_without_an_answer_times_out() -> None:
    assert told(DOWN, RequestTimedOut("atlas", (2,), 1)) == (
        "C2  gets no answer from C1 in time about atlas #3"
    )


def test_a_swarm_request_without_an_answer_tells_which_try_it_was() -> None:
    assert told(DOWN, SwarmUnanswered("atlas", 2)) == (
        "C2  gets no answer from the tracker in time about atlas — try 2"
    )


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        (AnswerLate("SegmentReply", "atlas", (2,), 1), "C2  gets atlas #3 from C1, late"),
        (
            AnswerLate("SegmentDenial", "atlas", (2, 4), 1),
            "C2  gets a no to atlas #3, #5 from C1, late",
        ),
        (
            AnswerLate("SwarmReply", "atlas", (), 0),
            "C2  gets the swarm of atlas from the tracker, late",
        ),
    ],
)
def test_a_late_answer_tells_what_it_is(answer: AnswerLate, line: str) -> None:
    assert told(DOWN, answer) == f"{line} — it no longer waited for this"


def test_a_round_ends_when_nobody_is_left_to_ask() -> None:
    assert told(DOWN, RoundEnded("atlas", (2, 3, 4), 1, 5)) == (
        "C2  has nobody left to ask for atlas #3–#5 — round 1 of 5 is over"
    )


def test_a_file_that_is_given_up_tells_what_is_missing_and_why() -> None:
    given_up = FileIncomplete("atlas", 24, (2, 3, 4, 8), "nobody gave it")
    assert told(DOWN, given_up) == (
        "C2  gives up atlas, lacking 4 of 24 segments: #3–#5, #9 — nobody gave it"
    )


def test_a_file_that_lacks_too_much_to_list_is_given_up_with_the_number_only() -> None:
    given_up = FileIncomplete("atlas", 24, tuple(range(0, 24, 2)), "nobody gave it")
    line = "C2  gives up atlas, lacking 12 of 24 segments — nobody gave it"
    assert told(DOWN, given_up) == line


def test_a_file_that_nobody_knows_is_given_up_without_a_number() -> None:
    given_up = FileIncomplete("atlas", None, (), "nobody has registered it")
    assert told(DOWN, given_up) == "C2  gives up atlas — nobody has registered it"


def test_a_thread_that_is_stopped_says_so() -> None:
    assert told(UP, ThreadStopped()) == "C2↑  stops — the run is ended early"


# ---- clients and their files --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("owned", "wanted", "line"),
    [
        (
            {"atlas": 24, "poem": 1},
            ("zoo", "bee"),
            "owns atlas (24), poem (1 segment); wants zoo, bee",
        ),
        ({"atlas": 24}, (), "owns atlas (24 segments); wants nothing"),
        ({}, ("zoo",), "owns nothing; wants zoo"),
        (dict.fromkeys("abcdefg", 2), tuple("hijklmno"), "owns 7 files; wants 8 files"),
    ],
)
def test_a_client_begins_with_what_it_owns_and_wants(
    owned: dict[str, int], wanted: tuple[str, ...], line: str
) -> None:
    files = tuple(FileOwned(name, segments) for name, segments in owned.items())
    assert told(DOWN, ClientStarted(files, wanted)) == f"C2  {line}"


@pytest.mark.parametrize(
    ("names", "line"),
    [
        ("a", "2 of 3 segments of a"),
        ("ab", "2 of 3 segments of a, 2 of 3 segments of b"),
        ("abcdefg", "parts of 7 files"),
    ],
)
def test_a_client_begins_with_what_an_earlier_run_left(names: str, line: str) -> None:
    parts = tuple(FileBegun(name, 3, (0, 2)) for name in names)
    started = ClientStarted((), ("zoo",), partial=parts)
    assert told(DOWN, started) == f"C2  owns nothing and {line}; wants zoo"


def test_a_client_learns_who_is_in_the_swarm() -> None:
    learned = SwarmLearned("atlas", 24, SeedsAndPeers((1,), (2, 3)))
    assert told(DOWN, learned) == (
        "C2  learns the swarm of atlas, 24 segments: seed C1; peers C2, C3"
    )


def test_a_role_that_changes_tells_both_roles() -> None:
    changed = RoleChanged("atlas", Role.LEECHER, Role.PEER)
    assert told(DOWN, changed) == "C2  is now a peer of atlas, no longer a leecher"


def test_a_complete_file_is_good_news() -> None:
    assert told(DOWN, FileCompleted("atlas", 24)) == "C2  has all of atlas: 24 segments"
    assert tone(DOWN, FileCompleted("atlas", 24)) is Tone.GOOD


def test_a_client_that_has_finished_goes_on_serving() -> None:
    assert told(DOWN, AllCompleted()) == (
        "C2↓ → tracker  has nothing more to fetch and ends; C2↑ goes on serving"
    )


# ---- the tracker --------------------------------------------------------------------------------


def test_a_client_that_registers_is_a_seed_of_its_files() -> None:
    assert told(TRACKER, ClientRegistered(1, ("atlas", "poem"))) == (
        "tracker  registers C1, and lists it as a seed of atlas, poem"
    )


def test_a_client_that_owns_nothing_is_registered_too() -> None:
    assert told(TRACKER, ClientRegistered(3, ())) == "tracker  registers C3, which owns nothing"


def test_all_start_when_all_have_registered() -> None:
    assert told(TRACKER, StartGiven("ACK")) == (
        "tracker  gives everyone the start signal (ACK) — all who are here have registered"
    )


def test_the_barrier_opens_when_all_stand_at_it() -> None:
    assert told(TRACKER, BarrierOpened()) == (
        "tracker  opens the barrier: all begin together — all who are here stand at it"
    )


def test_who_asks_for_a_swarm_is_listed_as_a_peer() -> None:
    assert told(TRACKER, PeerListed("atlas", 3, "it asked for the swarm")) == (
        "tracker  lists C3 as a peer of atlas — it asked for the swarm"
    )


def test_who_has_a_whole_file_is_listed_as_a_seed() -> None:
    assert told(TRACKER, SeedListed("atlas", 3)) == (
        "tracker  lists C3 as a seed of atlas, no longer as a peer — it has reported all of it"
    )


@pytest.mark.parametrize(
    ("seeds", "peers", "words"),
    [
        ((1,), (2, 3), "seed C1; peers C2, C3"),
        ((1, 2, 3), (), "seeds C1–C3"),
        ((), (4,), "peer C4"),
        ((), (), "nobody"),
        (tuple(range(1, 29, 2)), (2,), "14 seeds; peer C2"),
    ],
)
def test_the_tracker_tells_a_swarm(
    seeds: tuple[int, ...], peers: tuple[int, ...], words: str
) -> None:
    swarm = SwarmTold("atlas", 3, SeedsAndPeers(seeds, peers))
    assert told(TRACKER, swarm) == f"tracker → C3  tells the swarm of atlas: {words}"


@pytest.mark.parametrize(
    ("held", "words"),
    [
        ({1: 3, 2: 1}, "C1 holds 3, C2 1"),
        ({1: 3}, "C1 holds 3"),
        ({}, "nobody"),
        (dict.fromkeys(range(1, 8), 3), "7 clients hold 21 segments between them"),
    ],
)
def test_the_tracker_tells_who_holds_how_much(held: dict[int, int], words: str) -> None:
    table = ClientTable(tuple(ClientSegments(c, tuple(range(n))) for c, n in held.items()))
    index = SegmentIndex(tuple(tuple(c for c, n in held.items() if s < n) for s in range(3)))
    for view in (table, index):
        line = f"tracker → C3  tells the swarm of atlas: {words}"
        assert told(TRACKER, SwarmTold("atlas", 3, view)) == line


def test_the_tracker_notes_what_is_reported_and_in_what_state_a_client_is() -> None:
    line = "tracker  notes that C3 holds atlas #1, #3"
    assert told(TRACKER, HoldingsNoted("atlas", 3, (0, 2))) == line
    line = "tracker  notes the state of C3: downloading"
    assert told(TRACKER, ClientNoted(3, ClientState.DOWNLOADING)) == line


def test_the_tracker_notes_who_has_finished() -> None:
    line = "tracker  notes that C3 has nothing more to fetch"
    assert told(TRACKER, ClientFinished(3)) == line


def test_a_thread_is_probed_for_a_reason() -> None:
    suspected = ThreadSuspected(upload_thread(1), 3, "it did not answer a request")
    assert told(TRACKER, suspected) == (
        "tracker → C1↑  sends a probe: is it there? — it did not answer a request"
    )


def test_who_speaks_is_suspected_no_longer() -> None:
    line = "tracker  suspects C1↑ no longer — it has spoken"
    assert told(TRACKER, ThreadCleared(upload_thread(1))) == line


def test_an_upload_thread_that_is_gone_leaves_the_swarms() -> None:
    assert told(TRACKER, ThreadGone(upload_thread(1))) == (
        "tracker  lists C1↑ as gone, and takes C1 out of all swarms — it did not answer the probe"
    )


def test_a_download_thread_that_is_gone_is_not_waited_for() -> None:
    assert told(TRACKER, ThreadGone(download_thread(1))) == (
        "tracker  lists C1↓ as gone, and waits for it no more — it did not answer the probe"
    )


def test_who_was_gone_can_come_back() -> None:
    assert told(TRACKER, ThreadReturned(upload_thread(1))) == (
        "tracker  lists C1↑ as gone no longer — it has spoken after all"
    )


def test_where_nobody_speaks_the_tracker_doubts_itself() -> None:
    assert told(TRACKER, ThreadSuspected(DOWN, 0, NOBODY)) == (
        "tracker → C2↓  sends a probe: is it there? — nobody spoke at all, so it may be cut off"
        " itself"
    )


def test_a_start_signal_that_comes_again_is_heard_and_no_more() -> None:
    assert told(DOWN, StartRepeated()) == "C2  hears the start signal again, and goes on"


def test_where_the_tracker_is_silent_a_thread_takes_the_run_for_over() -> None:
    assert told(UP, TrackerSilent(5)) == (
        "C2↑  takes the run for over and ends — the tracker answered none of 5 questions"
    )


def test_who_heard_nobody_asks_whether_the_tracker_is_there() -> None:
    assert told(UP, TimerFired(SilenceTimer())) == "C2  looks whether anybody spoke to it lately"
    assert told(UP, sending("Probe")) == "C2↑ → tracker  asks whether it is there"
    assert sentence(TRACKER, sending("Probe", to=UP)) is None


def test_the_poison_value_ends_the_run() -> None:
    assert told(TRACKER, ShutdownGiven("E")) == (
        "tracker  sends every upload thread the poison value (E), and ends"
        " — all who are here have finished"
    )


# ---- messages -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "sent", "line"),
    [
        (DOWN, sending("Register"), "C2 → tracker  registers what it owns"),
        (
            DOWN,
            sending("Ready"),
            "C2 → tracker  says that it stands at the barrier — it got the start signal",
        ),
        (
            DOWN,
            sending("SwarmRequest", about=About("atlas")),
            "C2 → tracker  asks who is in the swarm of atlas",
        ),
        (
            DOWN,
            sending("Update", about=About("atlas", (0, 1, 2))),
            "C2 → tracker  reports that it holds atlas #1–#3",
        ),
        (
            DOWN,
            sending("FileComplete", about=About("atlas")),
            "C2 → tracker  reports that atlas is complete",
        ),
        (
            DOWN,
            sending("Complaint", about=About(client=1)),
            "C2 → tracker  complains about C1",
        ),
        (UP, sending("Alive"), "C2↑ → tracker  says that it is there"),
        (
            TRACKER,
            sending("Poison", DOWN, About(word="E")),
            "tracker → C2↓  sends the poison value (E) there too — it is listed as gone",
        ),
    ],
)
def test_a_message_is_told_of_when_it_is_sent(at: Address, sent: MessageSent, line: str) -> None:
    assert told(at, sent) == line


@pytest.mark.parametrize("kind", sorted(KINDS - set(SENT)))
def test_other_events_tell_of_the_other_messages_that_are_sent(kind: str) -> None:
    about = About("atlas", (2,))
    assert sentence(TRACKER, sending(kind, UP, about)) is None


@pytest.mark.parametrize(
    ("at", "received", "line"),
    [
        (TRACKER, receiving("Ready", DOWN), "tracker  sees C2 at the barrier"),
        (DOWN, receiving("Go"), "C2  may begin — the barrier is open"),
        (
            TRACKER,
            receiving("Complaint", DOWN, About(client=1)),
            "tracker  hears that C1 does not answer C2",
        ),
        (TRACKER, receiving("Alive", UP), "tracker  hears that C2↑ is there"),
        (UP, receiving("Poison", about=About(word="E")), "C2↑  gets the poison value (E) and ends"),
        (
            DOWN,
            receiving("Poison", about=About(word="E")),
            "C2↓  gets the poison value (E) and ends",
        ),
    ],
)
def test_a_message_is_told_of_when_it_is_received(
    at: Address, received: MessageReceived, line: str
) -> None:
    assert told(at, received) == line


@pytest.mark.parametrize("kind", sorted(KINDS - set(RECEIVED)))
def test_what_it_causes_tells_of_any_other_message_that_is_received(kind: str) -> None:
    about = About("atlas", (2,))
    assert sentence(DOWN, receiving(kind, UP, about)) is None


@pytest.mark.parametrize(
    ("at", "unheeded", "words"),
    [
        (TRACKER, late("Register", DOWN), "tracker  leaves a registration from C2"),
        (
            DOWN,
            late("Start", about=About(word="ACK")),
            "C2↓  leaves the start signal (ACK) from the tracker",
        ),
        (TRACKER, late("Ready", DOWN), "tracker  leaves the word that it is ready from C2"),
        (DOWN, late("Go"), "C2↓  leaves the word to begin from the tracker"),
        (
            TRACKER,
            late("SwarmRequest", DOWN, About("atlas")),
            "tracker  leaves a question about the swarm of atlas from C2",
        ),
        (
            DOWN,
            late("SwarmReply", about=About("atlas")),
            "C2↓  leaves the swarm of atlas from the tracker",
        ),
        (
            UP,
            late("SegmentRequest", download_thread(1), About("atlas", (2,))),
            "C2↑  leaves a request for atlas #3 from C1",
        ),
        (
            DOWN,
            late("SegmentReply", upload_thread(1), About("atlas", (2,))),
            "C2↓  leaves atlas #3 from C1",
        ),
        (
            DOWN,
            late("SegmentDenial", upload_thread(1), About("atlas", (2,))),
            "C2↓  leaves a no to atlas #3 from C1",
        ),
        (
            TRACKER,
            late("FileComplete", DOWN, About("atlas")),
            "tracker  leaves the report that atlas is complete from C2",
        ),
        (
            TRACKER,
            late("AllComplete", DOWN),
            "tracker  leaves the report that it has finished from C2",
        ),
        (
            TRACKER,
            late("Complaint", DOWN, About(client=1)),
            "tracker  leaves a complaint about C1 from C2",
        ),
        (UP, late("Probe"), "C2↑  leaves a probe from the tracker"),
        (TRACKER, late("Alive", UP), "tracker  leaves a sign of life from C2"),
        (
            DOWN,
            late("Poison", about=About(word="E")),
            "C2↓  leaves the poison value (E) from the tracker",
        ),
        (DOWN, late("Novelty"), "C2↓  leaves Novelty from the tracker"),
    ],
)
def test_a_message_to_a_thread_that_has_ended_is_left_unheeded(
    at: Address, unheeded: MessageUnheeded, words: str
) -> None:
    assert told(at, unheeded) == f"{words} unheeded — this thread has ended"


def test_a_sign_of_life_is_told_of_though_its_sender_was_cleared_before() -> None:
    track = tracking(2)
    track.waits(PatienceTimer())
    track.waits(PatienceTimer())
    track.hears_of(2, SwarmRequest("atlas"))
    assert ThreadCleared(DOWN) in track.told
    assert track.hears_of(2, Alive()).events == []
    assert told(TRACKER, receiving("Alive", DOWN)) == "tracker  hears that C2↓ is there"


def test_every_kind_of_message_has_a_name_in_words() -> None:
    assert set(NOUNS) == KINDS


# ---- timers and threads -------------------------------------------------------------------------


def test_the_tracker_looks_for_the_silent_now_and_then() -> None:
    assert told(TRACKER, TimerFired(PatienceTimer())) == (
        "tracker  looks for clients that it waits for and that are silent"
    )


def test_another_round_begins_after_a_wait() -> None:
    assert told(DOWN, TimerFired(RoundTimer("atlas"))) == (
        "C2  begins another round for atlas — it has waited a while"
    )


@pytest.mark.parametrize(
    "timer", [RequestTimer("atlas", 2, 1), SwarmTimer("atlas"), ProbeTimer(UP)]
)
def test_what_it_causes_tells_of_any_other_timer_that_rings(timer: TimerKey) -> None:
    assert sentence(DOWN, TimerFired(timer)) is None


@pytest.mark.parametrize(
    "event",
    [
        ThreadStarted(),
        ThreadEnded(),
        TimerSet(SwarmTimer("atlas"), 3.0, "to ask again"),
        TimerCancelled(SwarmTimer("atlas")),
    ],
    ids=lambda event: type(event).__name__,
)
def test_what_only_surrounds_another_event_has_no_sentence(event: AnyEvent) -> None:
    assert sentence(DOWN, event) is None


# ---- tones --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "event",
    [
        SegmentsRefused("atlas", (3,), 3),
        RequestDenied("atlas", (3,), 1),
        RequestTimedOut("atlas", (3,), 1),
        SwarmUnanswered("atlas", 1),
        SegmentRejected("atlas", 3, 1),
        RoundEnded("atlas", (3,), 1, 5),
        FileIncomplete("atlas", 24, (3,), "nobody gave it"),
        ThreadSuspected(UP, 0, "it was silent"),
        ThreadGone(UP),
        ThreadStopped(),
        sending("Complaint", about=About(client=1)),
    ],
    ids=lambda event: type(event).__name__,
)
def test_what_somebody_does_not_get_is_trouble(event: AnyEvent) -> None:
    assert tone(DOWN, event) is Tone.TROUBLE


@pytest.mark.parametrize(
    "event",
    [
        RoleChanged("atlas", Role.PEER, Role.SEED),
        ClientRegistered(1, ("atlas",)),
        PeerListed("atlas", 3, "it asked for the swarm"),
        SeedListed("atlas", 3),
        ThreadReturned(UP),
    ],
    ids=lambda event: type(event).__name__,
)
def test_a_new_role_and_a_new_list_are_changes(event: AnyEvent) -> None:
    assert tone(DOWN, event) is Tone.CHANGE


@pytest.mark.parametrize(
    "event",
    [
        requested(1, 3),
        SegmentsServed("atlas", (2,), 3, "yes"),
        SegmentStored("atlas", 2, 1, 5),
        AnswerLate("SegmentReply", "atlas", (2,), 1),
        ClientRegistered(1, ()),
        StartGiven("ACK"),
    ],
    ids=lambda event: type(event).__name__,
)
def test_the_usual_course_of_things_is_plain(event: AnyEvent) -> None:
    assert tone(DOWN, event) is Tone.PLAIN
