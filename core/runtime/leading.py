"""What rank 0 of a run does: the tracker's driver, and the collector in a thread of its own."""

from core.cast import tracker_machine
from core.measures import Totals
from core.model import TRACKER, download_thread, upload_thread
from core.runtime.collector import Collector
from core.runtime.pace import Audience
from core.runtime.ports import Tag
from core.runtime.roles import Fail, Net, Plan, guarded_thread, play_machines


def play_tracker(net: Net, plan: Plan, audience: Audience, fail: Fail) -> Totals:
    """Run rank 0 to the end, before this audience; return what all ranks counted."""
    clients = range(1, net.size)
    threads = [TRACKER, *map(download_thread, clients), *map(upload_thread, clients)]
    collector = Collector(
        threads,
        telemetry=net.telemetry_port(Tag.COLLECTOR),
        control=net.control_port(Tag.COLLECTOR),
        audience=audience,
        telling=plan.told,
        conducted=plan.conducted,
        faults=plan.faults,
    )
    totals: list[Totals] = []
    collecting = guarded_thread("collector", lambda: totals.append(collector.run()), fail)
    collecting.start()
    machines = tracker_machine(len(clients), plan.profile, plan.limits)
    play_machines(net, plan, machines, None, None, fail)
    collecting.join()
    return totals[0]
