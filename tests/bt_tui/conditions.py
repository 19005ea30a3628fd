"""What tests seek."""

import msgspec

from core.events import AnyEvent, Record


class Kind(msgspec.Struct, frozen=True):
    """An event of this kind."""

    kind: type[AnyEvent]

    @property
    def words(self) -> str:
        """Its name."""
        return self.kind.__name__

    def matches(self, record: Record) -> bool:
        """Tell whether it is one."""
        return isinstance(record.event, self.kind)
