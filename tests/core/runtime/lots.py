"""Randomness that a test decides."""

from random import Random


class Lots(Random):
    """Draws these numbers, one after another."""

    def __init__(self, *lots: float) -> None:
        super().__init__(0)
        self.left = list(lots)

    def random(self) -> float:
        """Draw the next."""
        return self.left.pop(0)
