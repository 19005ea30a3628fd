"""Where a run is recorded: where it was told to, else, with a screen, in a place of its own."""

from pathlib import Path

import msgspec

from bt_tui.options import RunOptions
from core.errors import RecordingError, reason, shown
from core.trace import Header, TraceIndex, TraceWriter


class Recording(msgspec.Struct, frozen=True):
    """What writes a run down, and what a screen can read of it by number meanwhile."""

    writers: tuple[TraceWriter, ...] = ()
    path: Path | None = None
    """Where it can be found after the run; `None` for nowhere."""
    why_not: str = ""
    """Why it cannot, in words, where it was to be recorded and nobody said where."""

    @property
    def index(self) -> TraceIndex | None:
        """The records that are written so far; with a screen there always are some."""
        return next((one.index for one in self.writers if one.index is not None), None)


def open_recording(options: RunOptions, header: Header, *, watched: bool) -> Recording:
    """Begin what the run is recorded into; raise `RecordingError` where it cannot be written.

    A screen looks back by reading what was recorded: where that cannot be read by number, or is not
    wanted, a temporary file is written too, and is gone with the run.
    """
    recording = _lasting(options, header, watched=watched)
    if not watched or recording.index is not None:
        return recording
    spill = TraceWriter(None, header)
    return msgspec.structs.replace(recording, writers=(*recording.writers, spill))


def _lasting(options: RunOptions, header: Header, *, watched: bool) -> Recording:
    """Begin what is there after the run."""
    if options.record is not None:
        _make_room_for(options.record)
        return Recording((TraceWriter(options.record, header),), options.record)
    if not watched or options.no_record:
        return Recording()
    return _kept(header)


def _make_room_for(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RecordingError(f"{shown(path)}: {reason(error)}") from error


def _kept(header: Header) -> Recording:
    """Record where nobody said where; a place that cannot be written keeps no run from going."""
    from bt_tui import kept  # noqa: PLC0415 - loads platformdirs, which only this needs

    try:
        path = kept.new_place()
    except OSError as error:
        return Recording(why_not=f"{shown(kept.kept_directory())}: {reason(error)}")
    try:
        writer = TraceWriter(path, header)
    except RecordingError as error:
        path.unlink(missing_ok=True)
        return Recording(why_not=str(error))
    kept.lock(writer.file)
    kept.remove_old(path.parent)
    return Recording((writer,), path)
