"""A client's two machines, which live and die together, and what outlives them."""

from core.cast import client_machines
from core.holdings import Holdings
from core.machine import Machine
from core.model import DEFAULT_LIMITS, Address, ClientInput, Limits
from core.profiles import Profile


class Body:
    """Makes the machines of a client, anew for every life; both threads share it, under one lock.

    What is held outlives a crash where it is kept: then a new life begins with it.
    """

    def __init__(
        self,
        client: ClientInput,
        holdings: Holdings,
        profile: Profile,
        seed: int,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self.holdings = holdings
        self._client = client
        self._profile = profile
        self._seed = seed
        self._limits = limits
        self._life = -1
        self._machines: dict[Address, Machine] = {}

    def machines(self, life: int, *, kept: bool = True) -> dict[Address, Machine]:
        """Return the machines of this life, by address; it begins when either thread asks first."""
        if life > self._life:
            self._life = life
            if not kept:
                self.holdings.begin_anew(self._client.owned, self._client.partial)
            self._machines = client_machines(
                self._client, self.holdings, self._profile, self._seed, self._limits, life=life
            )
        return self._machines
