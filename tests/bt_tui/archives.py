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
        """Return copies of records that were written; of others, nobody may ask."""
        assert 0 <= start < stop <= len(self)
        self.reads += 1
        return [msgspec.structs.replace(record) for record in self._records[start:stop]]
