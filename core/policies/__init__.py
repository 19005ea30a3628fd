"""The choices that a profile names, one small object in one file each.

Adding a policy takes one file and one line in its registry here. A policy decides and keeps no
state: what it needs to know is handed to it.
"""

from core.policies.balanced_owner import BalancedOwner
from core.policies.choice import Choice, Draw, Patient, Standing, Wish
from core.policies.file_order import FileOrder
from core.policies.first_missing import FirstMissing
from core.policies.least_loaded import LeastLoaded
from core.policies.least_used import LeastUsed
from core.policies.order import Order
from core.policies.peers_then_seeds import PeersThenSeeds
from core.policies.random_owner import RandomOwner
from core.policies.rarest_first import RarestFirst
from core.policies.report import All, Each, New, Nothing, Report
from core.policies.round_robin import RoundRobin

ORDERS: dict[str, Order] = {
    "file-order": FileOrder(),
    "first-missing": FirstMissing(),
    "rarest-first": RarestFirst(),
}
CHOICES: dict[str, Choice] = {
    "peers-then-seeds": PeersThenSeeds(),
    "round-robin": RoundRobin(),
    "balanced-owner": BalancedOwner(),
    "random-owner": RandomOwner(),
    "least-used": LeastUsed(),
    "least-loaded": LeastLoaded(),
}
REPORTS: dict[str, Report] = {"nothing": Nothing(), "all": All(), "new": New(), "each": Each()}

__all__ = [
    "CHOICES",
    "ORDERS",
    "REPORTS",
    "Choice",
    "Draw",
    "Order",
    "Patient",
    "Report",
    "Standing",
    "Wish",
]
