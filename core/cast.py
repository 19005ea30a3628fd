"""Who takes part in a run: the machines of every rank, made the same way wherever they run."""

from random import Random

from core.downloader import Downloader
from core.holdings import Holdings
from core.machine import Machine
from core.model import (
    DEFAULT_LIMITS,
    TRACKER,
    Address,
    ClientInput,
    Limits,
    download_thread,
    upload_thread,
)
from core.profiles import Profile
from core.slot_uploader import SlotUploader
from core.tracker import Tracker
from core.uploader import Uploader


def rng_for(seed: int, at: Address, life: int = 0) -> Random:
    """Return a thread's own source of randomness, the same for a seed on every Python."""
    name = f"{seed}/{at.rank}/{at.thread}" + (f"/{life}" if life else "")
    return Random(name)  # noqa: S311 - reproducible, not secret


def fault_rng(seed: int, at: Address) -> Random:
    """Return what decides which of a thread's messages a fault befalls."""
    return Random(f"{seed}/faults/{at.rank}/{at.thread}")  # noqa: S311 - reproducible, not secret


def tracker_machine(
    clients: int, profile: Profile, limits: Limits = DEFAULT_LIMITS
) -> dict[Address, Machine]:
    """Return the machine of rank 0."""
    return {TRACKER: Tracker(clients, profile, limits)}


def client_machines(
    client: ClientInput,
    holdings: Holdings,
    profile: Profile,
    seed: int,
    limits: Limits = DEFAULT_LIMITS,
    *,
    life: int = 0,
) -> dict[Address, Machine]:
    """Return the two machines of a client, which share its holdings, in this life of it."""
    download, upload = download_thread(client.rank), upload_thread(client.rank)
    return {
        download: Downloader(client, holdings, profile, rng_for(seed, download, life), limits),
        upload: _upload_machine(client.rank, holdings, profile, limits),
    }


def _upload_machine(rank: int, holdings: Holdings, profile: Profile, limits: Limits) -> Machine:
    if profile.slots is None:
        return Uploader(rank, holdings, profile, limits)
    return SlotUploader(rank, holdings, profile, profile.slots, limits)
