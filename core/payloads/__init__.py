"""The bytes of segments, where these are more than their hashes.

Machines know nothing of them: to a machine, a segment's content is its hash's own text. So what
comes in is checked here, and the machine is told the hash of what is right, and of what is wrong
something that no hash promises. Bytes are made up (`made_up`) or those of real files (`files`);
few runs need either, so that whoever does loads it.
"""

from core.payloads.payloads import MakePayloads, Payloads, Store

__all__ = ["MakePayloads", "Payloads", "Store"]
