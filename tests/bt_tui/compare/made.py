"""Comparisons by hand, for what only shows them."""

from bt_tui.compare.comparison import Comparison, Run
from bt_tui.compare.measured import Measured


def measured(value: float | None = 1.0, **others: float | None) -> Measured:
    """Return measures that are all this value, but for those that are named."""
    values = dict.fromkeys(Measured.__struct_fields__, value)
    return Measured(**(values | others))


def comparison(**profiles: tuple[Measured | None, ...]) -> Comparison:
    """Return a comparison of profiles with these runs; one without measures failed."""
    length = max(len(runs) for runs in profiles.values())
    return Comparison(
        scenario="lab",
        ranks=4,
        transport="MPICH 5.0.2",
        seeds=tuple(range(1, length + 1)),
        profiles={
            name.replace("_", "-"): tuple(
                Run(seed, one, () if one is not None else ("it broke",))
                for seed, one in enumerate(runs, 1)
            )
            for name, runs in profiles.items()
        },
    )
