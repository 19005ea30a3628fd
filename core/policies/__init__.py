"""The choices that a profile names, one small object in one file each.

Adding a policy takes one file and one line in its registry here. A policy decides and keeps no
state: what it needs to know is handed to it.
"""

from core.policies.choice import Choice, Draw, Wish
from core.policies.file_order import FileOrder
from core.policies.order import Order
from core.policies.peers_then_seeds import PeersThenSeeds

ORDERS: dict[str, Order] = {"file-order": FileOrder()}
CHOICES: dict[str, Choice] = {"peers-then-seeds": PeersThenSeeds()}

__all__ = ["CHOICES", "ORDERS", "Choice", "Draw", "Order", "Wish"]
