"""The sample inputs that come with the program.

A sample is a directory of inputs with a README.md, whose first paragraph says what it shows; other
directories beside them (somebody's output, say) are none.
"""

from pathlib import Path

import msgspec

from core.inputs import input_ranks


class Sample(msgspec.Struct, frozen=True):
    """A sample: its name, where it lies, how many clients it has, and what it shows."""

    name: str
    directory: Path
    clients: int
    summary: str

    @property
    def ranks(self) -> int:
        """How many ranks it needs, the tracker included."""
        return self.clients + 1


def samples_directory() -> Path:
    """Return where the samples lie: in the installed package, or beside it in a checkout."""
    package = Path(__file__).parent
    installed = package / "sample_inputs"
    return installed if installed.is_dir() else package.parent / "sample_inputs"


def samples() -> tuple[Sample, ...]:
    """Return all samples, the smallest first."""
    found = (_sample(readme.parent) for readme in samples_directory().glob("*/README.md"))
    return tuple(sorted(found, key=lambda sample: (sample.clients, sample.name)))


def _sample(directory: Path) -> Sample:
    title, _, text = (directory / "README.md").read_text("utf-8").partition("\n\n")
    summary = " ".join(text.partition("\n\n")[0].split())
    return Sample(title.removeprefix("# "), directory, len(input_ranks(directory)), summary)
