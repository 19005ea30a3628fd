"""Which checks a profile calls for: the rules that all share, and one or more for each axis.

A new value of an axis takes one line here, be it an empty one.
"""

from collections.abc import Callable

from core.checks import (
    answers,
    belief,
    choice,
    endgame,
    endings,
    files,
    messages,
    order,
    reports,
    requests,
    rounds,
    serving,
    shutdown,
    slots,
    start,
    swarms,
)
from core.checks.check import Check
from core.profiles import Profile

LOOKS_ANEW = {"first-missing", "rarest-first"}
"""The orders that look again, with each new list, at what nobody gave."""
LOWEST_FIRST = {"file-order", "first-missing"}

# Of "least-loaded" nothing can be decided: the loads that came with answers are not in the events.
CHOICES: dict[str, tuple[Callable[[], Check], ...]] = {
    "peers-then-seeds": (),
    "round-robin": (choice.NextInTheRound,),
    "balanced-owner": (),
    "random-owner": (),
    "least-used": (choice.LeastUsed,),
    "least-loaded": (),
}
CHOICES_IF_FAULTLESS: dict[str, tuple[Callable[[], Check], ...]] = {
    "peers-then-seeds": (choice.PeersThenSeeds,),
    "round-robin": (choice.EveryOwnerIsACandidate,),
    "balanced-owner": (choice.WithinItsShare,),
    "random-owner": (choice.EveryOwnerIsACandidate,),
    "least-used": (),
    "least-loaded": (),
}
REPORTS: dict[str, tuple[Callable[[], Check], ...]] = {
    "nothing": (reports.ReportsNothing,),
    "all": (reports.ReportsAll,),
    "new": (reports.ReportsNews,),
    "each": (reports.ReportsEach,),
}


def checks_for(profile: Profile, *, faultless: bool) -> list[Check]:
    """Return fresh checks of all that a run of this profile must keep to.

    Some rules hold, or can be decided, only where the run is `faultless`: no thread dies or is
    slow, no message is lost, and every answer is right.
    """
    checks = [*_shared(profile), *_of_axes(profile, faultless=faultless)]
    return [*checks, *_if_faultless(profile)] if faultless else checks


STRICTER_IF_FAULTLESS = {"kinds-of-messages", "cancelled-is-not-served"}


def checks_if_faultless(profile: Profile) -> list[Check]:
    """Return fresh checks of what holds in faultless runs besides, or in a stricter sense."""
    strict = [one for one in _of_axes(profile, faultless=True) if one.name in STRICTER_IF_FAULTLESS]
    return [*strict, *_if_faultless(profile)]


def _shared(profile: Profile) -> list[Check]:
    return [
        messages.EachMessageOnce(),
        messages.MessagesKeepOrder(),
        start.StartWaitsForAll(),
        start.WaitsForStart(barrier=profile.barrier),
        serving.ServesWhatIsHeld(),
        serving.RefusesWhatIsLacking(),
        serving.TrackerSharesNothing(),
        requests.AsksACandidate(),
        answers.RequestsEndOnce(),
        answers.SilenceIsTold(),
        files.StoresOnce(),
        files.StoresWhatItAskedFor(),
        files.StoresWhatIsRight(),
        files.RolesMoveForward(),
        files.RolesAreTrue(),
        rounds.GivesUpLast(),
        endings.EveryoneFinishes(),
        shutdown.EndSignal(),
        shutdown.ServesToTheEnd(),
    ]


def _of_axes(profile: Profile, *, faultless: bool) -> list[Check]:
    anew, tries_max = profile.order in LOOKS_ANEW, profile.tries_max
    checks: list[Check] = [
        messages.KindsOfMessages(profile, faultless=faultless),
        messages.OwnWords(profile.words),
        requests.AsksAHolder(candid=profile.candid),
        requests.OneRequestASegment(endgame=profile.endgame),
        requests.InFlight(profile.in_flight, endgame=profile.endgame),
        requests.FewWishes(profile.wishes_max, candid=profile.candid),
        serving.FewAtOnce(profile.segments_max),
        requests.AsksNobodyTwice(looks_anew=anew),
        rounds.RoundTriesEveryone(tries_max, candid=profile.candid),
        belief.KnowsOnly(profile.records),
        belief.TellsWhatItKnows(),
        swarms.JoinsTheSwarm(profile.records, announces=profile.announces),
        swarms.SeedIsListed(profile.records),
        swarms.NotesStates(knows_states=profile.knows_states),
        endings.CompletionIsTold(by_message=profile.tells_completion),
        reports.SwarmRequestsHaveReason(profile),
    ]
    if profile.order in LOWEST_FIRST:
        checks.append(order.LowestFirst(tries_max, looks_anew=anew))
    if profile.order == "rarest-first":
        checks.append(order.RarestFirst(profile))
    if profile.barrier:
        checks.append(start.BarrierWaitsForAll())
    if tries_max is not None:
        checks.append(requests.TriesAtMost(tries_max, looks_anew=anew))
    if profile.reads_again or profile.report not in {"nothing", "each"}:
        checks.append(reports.UpdateIsDue(profile))
    if profile.records == belief.BLIND:
        checks.append(swarms.SeedsAreNotPeers())
    if profile.one_each:
        checks.append(requests.OneEach())
    if profile.endgame:
        checks += [
            endgame.EndgameComesLast(),
            endgame.CancelsWhatIsHeld(),
            endgame.CancelledIsNotServed(faultless=faultless),
        ]
    if profile.slots is not None:
        checks += [
            slots.FewWait(profile.slots),
            slots.QueueOrder(),
            slots.ChokesWhenFull(profile.slots),
            slots.ChokedAreTold(profile.slots),
        ]
    named = CHOICES[profile.choice] + REPORTS[profile.report]
    return checks + [make() for make in named]


def _if_faultless(profile: Profile) -> list[Check]:
    checks: list[Check] = [
        messages.FewMessages(profile),
        belief.BeliefWithinTruth(),
    ]
    if profile.slots is None:
        checks.append(serving.AnswersAtOnce())
    if profile.records != belief.BLIND:
        checks.append(serving.NobodySaysNo())
    return checks + [make() for make in CHOICES_IF_FAULTLESS[profile.choice]]
