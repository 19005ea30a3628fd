"""What the tracker may do wrong, told as mutations of what the real one did."""

from core.events import (
    BarrierOpened,
    ClientFinished,
    ClientNoted,
    ClientRegistered,
    HoldingsNoted,
    MessageReceived,
    MessageSent,
    PeerListed,
    Record,
    SeedListed,
    ShutdownGiven,
    StartGiven,
    SwarmTold,
    ThreadEnded,
)
from core.messages import (
    Bitfields,
    ClientBitfield,
    ClientSegments,
    ClientTable,
    SeedsAndPeers,
    SegmentIndex,
)
from core.model import TRACKER, ClientState, upload_thread
from tests.core.checks.breaches import found_by
from tests.core.checks.mutants import (
    EVERY_PROFILE,
    LISTED,
    Mutant,
    Records,
    altered,
    at,
    doubled,
    inserted,
    moved,
    next_at,
    of,
    profiles_where,
    without,
)

LONG_ONES = of(SwarmTold, file="long")
REREAD = profiles_where(
    lambda one: one.records != "two-lists" and one.reads_again and one.waits_for_swarm
)


def receipt_before(records: Records, place: int) -> Record:
    """Return the receipt that began the tracker's step at this place."""
    handles = of(MessageReceived)
    return records[at(records[:place], lambda one: one.at == TRACKER and handles(one), -1)]


# ---- start and end ------------------------------------------------------------------------------


@found_by("start-waits-for-all", *EVERY_PROFILE)
def starting_without_one(records: Records) -> Mutant:
    start = at(records, of(StartGiven))
    late = at(records, of(ClientRegistered), -1)
    return moved(records, late, start + 1)


@found_by("start-waits-for-all")
def a_start_signal_to_who_never_registered(records: Records) -> Mutant:
    late = at(records, of(ClientRegistered), -1)
    event = records[late].event
    assert isinstance(event, ClientRegistered)
    told = at(records, lambda one: of(MessageSent, kind="Start")(one) and to(one) == event.client)
    return Mutant(without(records, late), records[told])


def to(record: Record) -> int:
    assert isinstance(record.event, MessageSent)
    return record.event.to.rank


@found_by("barrier-waits-for-all", *profiles_where(lambda profile: profile.barrier))
def opening_the_barrier_too_early(records: Records) -> Mutant:
    opened = at(records, of(BarrierOpened))
    last = at(records, of(MessageReceived, kind="Ready"), -1)
    return moved(records, opened, last)


@found_by("end-signal", *EVERY_PROFILE)
def ending_too_early(records: Records) -> Mutant:
    finished = at(records, of(ClientFinished), -1)
    return moved(records, at(records, of(ShutdownGiven)), finished)


@found_by("end-signal", *EVERY_PROFILE)
def an_end_signal_too_many(records: Records) -> Mutant:
    return doubled(records, at(records, of(MessageSent, kind="Poison")))


@found_by("end-signal")
def an_end_signal_too_few(records: Records) -> Mutant:
    ends = at(records, lambda one: of(ThreadEnded)(one) and one.at == TRACKER)
    told = at(records, of(MessageSent, kind="Poison", to=upload_thread(2)))
    return Mutant(without(records, told), records[ends])


# ---- what it knows ------------------------------------------------------------------------------


@found_by("knows-only", "peers-then-seeds")
def a_blind_tracker_that_sees(records: Records) -> Mutant:
    listed = at(records, of(PeerListed))
    return inserted(records, listed, HoldingsNoted("long", 1, (0,)))


@found_by("knows-only", *LISTED)
def telling_in_another_way(records: Records) -> Mutant:
    return altered(records, at(records, of(SwarmTold)), swarm=SeedsAndPeers((1,), ()))


@found_by("knows-only", *profiles_where(lambda one: one.records != "client-table"))
def telling_a_table_for_an_index(records: Records) -> Mutant:
    return altered(records, at(records, of(SwarmTold)), swarm=ClientTable(()))


@found_by("tells-what-it-knows", "peers-then-seeds")
def telling_of_nobody(records: Records) -> Mutant:
    return altered(records, at(records, LONG_ONES), swarm=SeedsAndPeers((), ()))


@found_by("tells-what-it-knows", "client-table", "first-missing")
def telling_a_table_of_nobody(records: Records) -> Mutant:
    return altered(records, at(records, LONG_ONES), swarm=ClientTable(()))


@found_by("tells-what-it-knows", "bittorrent")
def telling_bitmaps_of_nobody(records: Records) -> Mutant:
    return altered(records, at(records, LONG_ONES), swarm=Bitfields(()))


@found_by("tells-what-it-knows", "segment-index", "random-owner")
def telling_an_index_of_nobody(records: Records) -> Mutant:
    return altered(records, at(records, LONG_ONES), swarm=SegmentIndex(((),) * 25))


@found_by("tells-what-it-knows", *profiles_where(lambda one: not one.waits_for_swarm))
def forgetting_a_seed(records: Records) -> Mutant:
    listed = at(records, of(SeedListed, file="short"))
    after = next_at(records, listed, of(SwarmTold, file="short"))
    return Mutant(without(records, listed), records[after])


@found_by("tells-what-it-knows", *REREAD)
def forgetting_what_was_reported(records: Records) -> Mutant:
    told = [n for n, one in enumerate(records) if LONG_ONES(one)]
    noted = at(records, of(HoldingsNoted, file="long"))
    after = next(place for place in told if place > noted)
    return Mutant(without(records, noted), records[after])


@found_by("belief-within-truth", "client-table", "first-missing")
def believing_what_nobody_holds(records: Records) -> Mutant:
    wrong = ClientTable((ClientSegments(2, (24,)),))
    return altered(records, at(records, LONG_ONES), swarm=wrong)


@found_by("belief-within-truth", "bittorrent")
def believing_in_bits_that_nobody_holds(records: Records) -> Mutant:
    wrong = Bitfields((ClientBitfield(2, b"\x01", 0),))
    return altered(records, at(records, LONG_ONES), swarm=wrong)


@found_by("belief-within-truth", "segment-index", "random-owner")
def believing_in_an_owner_that_is_none(records: Records) -> Mutant:
    return altered(records, at(records, LONG_ONES), swarm=SegmentIndex(((2,),) * 25))


@found_by("belief-within-truth", "peers-then-seeds")
def believing_in_a_seed_that_is_none(records: Records) -> Mutant:
    return altered(records, at(records, LONG_ONES), swarm=SeedsAndPeers((2,), ()))


@found_by("belief-within-truth", *LISTED)
def noting_what_is_not_held(records: Records) -> Mutant:
    noted = at(records, of(HoldingsNoted, file="long"))
    return altered(records, noted, segments=tuple(range(25)))


@found_by("belief-within-truth", *EVERY_PROFILE)
def taking_a_leecher_for_a_seed(records: Records) -> Mutant:
    told = at(records, LONG_ONES)
    return inserted(records, told, SeedListed("long", 2))


@found_by("joins-the-swarm", *profiles_where(lambda profile: profile.announces))
def not_listing_who_announced_itself(records: Records) -> Mutant:
    listed = at(records, of(PeerListed))
    registered = at(records[:listed], of(ClientRegistered), -1)
    return Mutant(without(records, listed), records[registered])


@found_by("joins-the-swarm", *profiles_where(lambda profile: not profile.announces))
def not_listing_a_peer(records: Records) -> Mutant:
    listed = at(records, of(PeerListed))
    return Mutant(without(records, listed), receipt_before(records, listed))


@found_by("joins-the-swarm", *EVERY_PROFILE)
def listing_a_peer_twice(records: Records) -> Mutant:
    return doubled(records, at(records, of(PeerListed)))


@found_by("joins-the-swarm", *LISTED)
def listing_a_peer_with_its_request(records: Records) -> Mutant:
    told = at(records, LONG_ONES)
    event = records[told].event
    assert isinstance(event, SwarmTold)
    return inserted(records, told, PeerListed("long", event.client, "it asked for the swarm"))


@found_by("seed-is-listed", *EVERY_PROFILE)
def not_listing_a_seed(records: Records) -> Mutant:
    listed = at(records, of(SeedListed))
    return Mutant(without(records, listed), receipt_before(records, listed))


@found_by("seed-is-listed", *EVERY_PROFILE)
def listing_a_seed_that_said_nothing(records: Records) -> Mutant:
    return inserted(records, at(records, LONG_ONES), SeedListed("long", 4))


@found_by("seeds-are-not-peers", "peers-then-seeds")
def keeping_a_seed_among_the_peers(records: Records) -> Mutant:
    told = next_at(records, at(records, of(SeedListed, file="short")), of(SwarmTold, file="short"))
    event = records[told].event
    assert isinstance(event, SwarmTold)
    assert isinstance(event.swarm, SeedsAndPeers)
    swarm = SeedsAndPeers((), event.swarm.peers + event.swarm.seeds)
    return altered(records, told, swarm=swarm)


@found_by("notes-states", *profiles_where(lambda profile: not profile.knows_states))
def noting_a_state_that_is_not_to_be_known(records: Records) -> Mutant:
    told = at(records, LONG_ONES)
    return inserted(records, told, ClientNoted(2, ClientState.DOWNLOADING))


@found_by("notes-states", *profiles_where(lambda profile: profile.knows_states))
def a_client_that_goes_back(records: Records) -> Mutant:
    noted = at(records, of(ClientNoted, state=ClientState.FINISHED))
    return altered(records, noted, state=ClientState.STARTED)


@found_by("notes-states", *profiles_where(lambda profile: profile.knows_states))
def a_state_that_is_not_noted(records: Records) -> Mutant:
    noted = at(records, of(ClientNoted, state=ClientState.DOWNLOADING))
    return Mutant(without(records, noted), records[next_at(records, noted, of(SwarmTold))])
