"""A plain ping between two ranks, for payloads to be measured by: prints bytes a second.

Usage: ping.py BYTES, for 2 ranks.
"""

import sys
import time

from mpi4py import MPI

ROUNDS = 500


def main() -> None:
    comm, size = MPI.COMM_WORLD, int(sys.argv[1])
    buffer, other = bytearray(size), 1 - comm.rank
    for _ in range(2):  # the first time, memory and connections are new
        comm.Barrier()
        began = time.perf_counter()
        for _ in range(ROUNDS):
            if comm.rank == 0:
                comm.Send([buffer, MPI.BYTE], other)
                comm.Recv([buffer, MPI.BYTE], other)
            else:
                comm.Recv([buffer, MPI.BYTE], other)
                comm.Send([buffer, MPI.BYTE], other)
    if comm.rank == 0:
        print(2 * ROUNDS * size / (time.perf_counter() - began))


if __name__ == "__main__":
    main()
