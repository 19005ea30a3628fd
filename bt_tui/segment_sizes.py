"""How many bytes there are to be held, and whether there is memory for them."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from bt_tui.options import RunOptions
from core.model import ClientInput, Sizes

MEMINFO = Path("/proc/meminfo")


def sizes_of(clients: Iterable[ClientInput], options: RunOptions) -> Sizes | None:
    """Return how many bytes the segments have, or `None` where they are but their hashes."""
    if options.segment_size is None:
        return None
    known = [manifest for one in clients for manifest in (*one.owned, *one.partial)]
    files = {one.name: len(one.hashes) * options.segment_size for one in known}
    return Sizes(options.segment_size, files)


def too_large(clients: Iterable[ClientInput], sizes: Sizes | None) -> list[str]:
    """Return the error where memory cannot hold what all clients are to hold in the end."""
    if sizes is None:
        return []
    there, wanted = available_memory(), sum(_bytes_of(one, sizes) for one in clients)
    if wanted <= there:
        return []
    return [
        f"--segment-size: found {sizes.segment}, which makes {wanted} bytes in all that the clients"
        f" own and want; expected at most the {there} bytes of memory that are available"
    ]


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
