"""The floor: ranks that only import what every rank needs, and meet at a barrier."""

import msgspec  # noqa: F401 - importing is what is measured
from mpi4py import MPI

MPI.COMM_WORLD.Barrier()
