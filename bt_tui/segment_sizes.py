"""How many bytes there are to be held, and whether there is memory for them."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import msgspec

from bt_tui.options import RunOptions
from bt_tui.scenarios import Source
from core.model import DEFAULT_LIMITS, ClientInput, Limits, Sizes
from core.profiles import Profile

BYTES_A_SECOND_MIN = 50_000_000
"""So many bytes a second a client is expected to send at least."""
MEMINFO = Path("/proc/meminfo")


def sizes_of(source: Source, clients: Iterable[ClientInput], options: RunOptions) -> Sizes | None:
    """Return how many bytes the segments have, or `None` where they are but their hashes."""
    if source.shared is not None:
        return source.shared.sizes
    if options.segment_size is None:
        return None
    known = [manifest for one in clients for manifest in (*one.owned, *one.partial)]
    files = {one.name: len(one.hashes) * options.segment_size for one in known}
    return Sizes(options.segment_size, files)


def wrong_size(source: Source, clients: list[ClientInput], options: RunOptions) -> list[str]:
    """Return the error where segments cannot have the size that is asked for.

    Memory must hold all that the clients have in the end.
    """
    size, sizes = options.segment_size, sizes_of(source, clients, options)
    if size is None or sizes is None:
        return []
    if source.shared is not None:
        found = f"--segment-size: found {size}; expected none, for {source.name} has real files,"
        return [f"{found} in segments of {source.shared.segment_size} bytes"]
    there, wanted = available_memory(), sum(_bytes_of(one, sizes) for one in clients)
    if wanted <= there:
        return []
    return [
        f"--segment-size: found {size}, which makes {wanted} bytes in all that the clients own and"
        f" want; expected at most the {there} bytes of memory that are available"
    ]


def limits_for(sizes: Sizes | None, profile: Profile, clients: int) -> Limits:
    """Return how long to wait where one client may have to send so many bytes to all others."""
    if sizes is None:
        return DEFAULT_LIMITS
    under_way = sizes.segment * profile.segments_max * profile.in_flight * clients
    more_s = round(under_way / BYTES_A_SECOND_MIN, 3)
    return msgspec.structs.replace(
        DEFAULT_LIMITS,
        request_timeout_s=DEFAULT_LIMITS.request_timeout_s + more_s,
        endgame_after_s=DEFAULT_LIMITS.endgame_after_s + more_s,
    )


def _bytes_of(client: ClientInput, sizes: Sizes) -> int:
    """Return how many bytes a client holds when it has all that it wants."""
    names = {*(own.name for own in client.owned), *client.wanted}
    return sum(sizes.files.get(name, 0) for name in names)


def available_memory() -> int:
    """Return how many bytes of memory there are to be had without swapping."""
    with suppress(OSError):  # only Linux says how much of what is in use can be had
        for line in MEMINFO.read_text().splitlines():
            name, _, value = line.partition(":")
            if name == "MemAvailable":
                return int(value.split()[0]) * 1024
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
