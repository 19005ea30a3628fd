"""Starting cheaply: most of what a short run costs is that many processes start.

What each of these saves was measured (docs/performance.md). None changes what a user, or who runs a
cluster, has set.
"""

import gc
import os

SETTINGS = {
    "UCX_MEM_EVENTS": "n",
    "UCX_VFS_ENABLE": "n",
    "MPIR_CVAR_CH4_NETMOD": "ofi",
    "MPIR_CVAR_CH4_SHM_POSIX_IQUEUE_NUM_CELLS": "16",
}
"""For MPICH, not to load and hook in a driver for networks that a single host does not use.

And a quarter of its cells for messages under way: each rank maps those of all others.
"""
LOCAL_SIZES = ("MPI_LOCALNRANKS", "OMPI_COMM_WORLD_LOCAL_SIZE")
SIZES = ("PMI_SIZE", "OMPI_COMM_WORLD_SIZE")
"""What launchers say of how many ranks there are on this host, and in all."""


def spare_the_network() -> None:
    """Where all ranks are on this host, let MPI not look for a network; elsewhere it needs one."""
    size = _told(SIZES)
    if size is not None and size == _told(LOCAL_SIZES):
        for name, value in SETTINGS.items():
            os.environ.setdefault(name, value)


def _told(names: tuple[str, ...]) -> str | None:
    return next((os.environ[name] for name in names if name in os.environ), None)


def put_off_garbage() -> None:
    """Look for no garbage while all is loaded, for there is none."""
    gc.disable()


def look_for_garbage() -> None:
    """Look for garbage from now on, but not among what was loaded, which stays."""
    gc.freeze()
    gc.enable()
