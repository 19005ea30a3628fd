"""The same floor with the settings with which our own ranks start.

What these save would else pass for speed of the protocol.
"""

from bt_tui.startup import look_for_garbage, put_off_garbage, spare_the_network

put_off_garbage()
spare_the_network()

import msgspec  # noqa: E402, F401 - importing is what is measured
from mpi4py import MPI  # noqa: E402

look_for_garbage()
MPI.COMM_WORLD.Barrier()
