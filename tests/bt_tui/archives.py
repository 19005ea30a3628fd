"""An archive in memory, which is written when a test says so."""

import msgspec

from core.events import Record


class Written:
    """Holds copies of records, as if they had been written and were read again."""

    def __init__(self) -> None:
        self._records: list[Record] = []
        self.reads = 0
        """How often something was read."""

    def __len__(self) -> int:
        """How many records can be read by now."""
        return len(self._records)

    def write(self, records: list[Record]) -> None:
        """Take the next records."""
        self._records += records

    def read(self, start: int, stop: int) -> list[Record]:
        """Return copies of records, as far as they were written."""
        assert 0 <= start < stop
        records = [msgspec.structs.replace(record) for record in self._records[start:stop]]
        self.reads += bool(records)
        return records
