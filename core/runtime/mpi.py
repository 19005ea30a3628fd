"""MPI, and the only file that imports it.

Three communicators keep the protocol, the control of drivers and the telemetry apart; a tag for
every thread keeps one from stealing what is meant for another. Receiving is a matched probe that
never waits (a thread that blocks in `Recv` spins, under every MPI), sending is `Isend`; objects are
never pickled.
"""

import os
import warnings
from array import array
from collections.abc import Callable
from typing import NoReturn

import mpi4py

mpi4py.rc.initialize = False
mpi4py.rc.finalize = False

from mpi4py import MPI  # noqa: E402

from core.runtime.ports import Tag  # noqa: E402
from core.runtime.rest import Rest  # noqa: E402
from core.wire import Buffer  # noqa: E402

BINDING_VERSION = mpi4py.__version__


class MpiPort:
    """One thread's way into one communicator; see `core.runtime.ports.Port`.

    With `synchronous`, a send counts as under way until it is received.
    """

    def __init__(self, comm: MPI.Intracomm, tag: Tag, *, synchronous: bool = False) -> None:
        self._comm = comm
        self._tag = tag
        self._begin = comm.Issend if synchronous else comm.Isend
        self._status = MPI.Status()
        self._under_way: list[tuple[MPI.Request, Buffer]] = []

    def send(self, rank: int, tag: Tag, data: Buffer) -> None:
        """Begin to send `data`; it is kept until it is out."""
        self._under_way.append((self._begin([data, MPI.BYTE], rank, tag), data))

    def poll(self) -> bytearray | None:
        """Return the next message, or `None` where none is there; never wait."""
        message = self._comm.Improbe(MPI.ANY_SOURCE, self._tag, self._status)
        if message is None:
            return None
        data = bytearray(self._status.Get_count(MPI.BYTE))
        message.Recv([data, MPI.BYTE])
        return data

    def receive(self, rank: int, tag: Tag, into: memoryview) -> Callable[[], bool]:
        """Begin to receive what `rank` sends next under this tag; return what tells if it is here.

        It has as many bytes as there is room.
        """
        return self._comm.Irecv([into, MPI.BYTE], rank, tag).Test

    def settle(self) -> int:
        """Forget what is out by now; return how many sends are still under way."""
        if self._under_way:
            self._under_way = [item for item in self._under_way if not item[0].Test()]
        return len(self._under_way)


class World:
    """All ranks of the run."""

    def __init__(self) -> None:
        """Join the world."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a foreign launcher is told of in our own words
            granted = MPI.Init_thread(MPI.THREAD_MULTIPLE)
        self._comm = MPI.COMM_WORLD
        self.rank = self._comm.Get_rank()
        self.size = self._comm.Get_size()
        self.threads_may_talk = granted >= MPI.THREAD_MULTIPLE
        """Whether MPI grants that several threads of a rank talk at once."""
        self._protocol = self._comm.Dup()
        self._control = self._comm.Dup()
        self._telemetry = self._comm.Dup()

    def protocol_port(self, tag: Tag) -> MpiPort:
        """Return a thread's port for messages of the protocol."""
        return MpiPort(self._protocol, tag)

    def control_port(self, tag: Tag) -> MpiPort:
        """Return a thread's port for control, from the collector to the drivers."""
        return MpiPort(self._control, tag)

    def telemetry_port(self, tag: Tag) -> MpiPort:
        """Return a port for telemetry, from the ranks to the collector."""
        return MpiPort(self._telemetry, tag, synchronous=True)

    def gather(self, data: bytes) -> list[bytes]:
        """Return every rank's `data` at rank 0, in the order of ranks, and nothing elsewhere."""
        sizes = array("q", [0] * self.size)
        self._comm.Gather([array("q", [len(data)]), MPI.INT64_T], [sizes, MPI.INT64_T])
        if self.rank != 0:
            self._comm.Gatherv([data, MPI.BYTE], None)
            return []
        everything = bytearray(sum(sizes))
        self._comm.Gatherv([data, MPI.BYTE], [everything, list(sizes), None, MPI.BYTE])
        ends = [sum(sizes[: rank + 1]) for rank in range(self.size)]
        starts = (end - size for end, size in zip(ends, sizes, strict=True))
        return [bytes(everything[start:end]) for start, end in zip(starts, ends, strict=True)]

    def broadcast(self, data: bytes) -> bytes:
        """Return rank 0's `data` at every rank."""
        size = array("q", [len(data)])
        self._comm.Bcast([size, MPI.INT64_T])
        buffer = bytearray(data) if self.rank == 0 else bytearray(size[0])
        self._comm.Bcast([buffer, MPI.BYTE])
        return bytes(buffer)

    def abort(self, code: int) -> NoReturn:
        """End every rank of the world at once."""
        self._comm.Abort(code)
        os._exit(code)  # Abort may return before the end comes

    def meet(self) -> None:
        """Wait until every rank has come here, with nothing unreceived; do so before `close`.

        Where many ranks share a host, MPICH may still owe somebody the news that a message was
        received, and in `MPI_Finalize` it waits without delivering that.
        """
        meeting = self._comm.Ibarrier()
        rest = Rest()
        while not meeting.Test():
            rest.pause()

    def close(self) -> None:
        """Leave the world; every rank must, once all have met."""
        for comm in (self._protocol, self._control, self._telemetry):
            comm.Free()
        MPI.Finalize()


def library_name() -> str:
    """Return the library's name and version, as in "MPICH 5.0.2"; needs no world."""
    name, version = MPI.get_vendor()
    return f"{name} {'.'.join(str(part) for part in version)}"
