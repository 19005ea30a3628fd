"""What ranks tell the collector and what it tells their drivers, as it travels."""

from typing import get_args

import pytest

from core.errors import ProtocolError
from core.events import MessageSent, Record, ThreadStarted, TimerSet
from core.faults import Afflict, CrashNow, Heal, ReviveNow
from core.measures import Counts, FileCount, Traffic
from core.messages import About
from core.model import TRACKER, Affliction, Role, download_thread, upload_thread
from core.runtime.reports import decode_report
from core.runtime.telemetry import (
    Batch,
    Befall,
    Close,
    Control,
    Drained,
    End,
    Fire,
    GateShut,
    MachineEnded,
    Open,
    Permit,
    RankClosed,
    RankFailed,
    Report,
    Shut,
    Stop,
    Struck,
    decode_control,
)
from core.timers import PatienceTimer, RequestTimer
from core.wire import encode

AT = upload_thread(1)

RECORDS = [
    Record(AT, 1, 1, 0.0, ThreadStarted()),
    Record(AT, 2, 5, 0.25, MessageSent(TRACKER, 1, "SegmentReply", 70, About("f", (0, 3)))),
    Record(AT, 3, 6, 0.25, TimerSet(RequestTimer("f", 3, 2), 1.5, "because")),
]
COUNTS = Counts(
    1,
    events=3,
    files={"f": FileCount("f", True, Role.PEER, 4, 2, sources={2: 1, 3: 1}, missing=(1, 3))},
    sent={"Alive": Traffic(2, 40)},
    gone=(download_thread(2), upload_thread(2)),
)
REPORTS = [
    Batch(RECORDS),
    Batch([]),
    MachineEnded(AT, [(TRACKER, 2), (download_thread(2), 1)]),
    GateShut(AT, 3, 0.25),
    Struck(AT),
    Drained(AT),
    RankFailed("rank 1, C1↑, failed"),
    RankClosed(COUNTS),
]
CONTROLS = [
    Shut(3),
    Open(0.25),
    Permit(TRACKER, 3, 0.5),
    Fire(PatienceTimer(), 10.0),
    Fire(RequestTimer("f", 0, 2), 3.0),
    Befall(CrashNow(2), 0.5),
    Befall(ReviveNow(2, keeps=False), 0.5),
    Befall(Afflict(2, Affliction.SLOW, 0.25), 0.5),
    Befall(Heal(0, Affliction.CUT_OFF), 0.5),
    Close([(TRACKER, 1)]),
    Close([]),
    Stop(),
    End(),
]


@pytest.mark.parametrize("report", REPORTS, ids=repr)
def test_a_report_arrives_as_it_was(report: Report) -> None:
    assert decode_report(encode(report)) == report


def test_every_kind_of_report_and_control_is_tried() -> None:
    assert {type(report) for report in REPORTS} == set(get_args(Report))
    assert {type(control) for control in CONTROLS} == set(get_args(Control))


@pytest.mark.parametrize("control", CONTROLS, ids=repr)
def test_control_arrives_as_it_was(control: Control) -> None:
    assert decode_control(bytearray(encode(control))) == control


DEEP = b"\x91" * 100_000


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xc1",
        b"\x91\xa5Batch",
        encode(Close([])),
        encode(Batch(RECORDS))[:-1],
        encode(Batch(RECORDS)).replace(b"because", b"becaus\xff"),
        b"\x93\xa5Batch\x90" + DEEP,
    ],
    ids=["empty", "no type", "no records", "control", "cut off", "not UTF-8", "endless depths"],
)
def test_a_malformed_report_is_a_protocol_error(data: bytes) -> None:
    with pytest.raises(ProtocolError, match="malformed report"):
        decode_report(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xc1",
        encode(Batch([])),
        encode(Close([]))[:-1],
        encode(Fire(RequestTimer("word", 0, 2), 3.0)).replace(b"word", b"wor\xff"),
        b"\x93\xa5Close\x90" + DEEP,
    ],
    ids=["empty", "no type", "report", "cut off", "not UTF-8", "endless depths"],
)
def test_malformed_control_is_a_protocol_error(data: bytes) -> None:
    with pytest.raises(ProtocolError, match="malformed control"):
        decode_control(data)
