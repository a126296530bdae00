"""What one service signs in the name of another is not believed: every event, every hearer, every wrong key."""
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from shared.contracts import Event
from shared.ids import new_id
from shared.messaging.envelope import Acknowledgement, Envelope, Forged, Parcel
from shared.settings import SERVICES
from tests.contracts.golden import FULL, Golden
from tests.house import House, a_house

ENVELOPES = ("outbox", "inbox", "parked", "jobs")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """All four."""
    folder: Path = tmp_path_factory.mktemp("forgery")
    with a_house(folder) as house:
        yield house


def a_parcel(house: House, golden: Golden, hearer: str, named: str, signer: str) -> tuple[str, str]:
    """An event for *hearer* in a parcel that names one sender and is signed by another's key; and its envelope's id."""
    event: Event = golden.kind(**golden.kind.reader.load(golden.body))
    envelope = Envelope(id=new_id(), name=golden.name, version=golden.version, request_id="", body=event.write(),
                        recorded_at=house.clock().isoformat())
    parcel = Parcel(source=named, destination=hearer, envelopes=(envelope,))
    return house.sites[signer].post.seal.close("parcel", parcel), envelope.id


def rows(house: House, service: str) -> dict[str, int]:
    """How many rows each table of a service has, but for those of the post."""
    tables = house.sites[service].service.base.metadata.sorted_tables
    with house.sites[service].database.reading() as session:
        return {table.name: session.scalar(select(func.count()).select_from(table)) or 0
                for table in tables if table.name not in ENVELOPES}


@pytest.mark.parametrize("golden", FULL, ids=str)
def test_an_event_from_another_than_its_owner_is_refused_and_nothing_is_stored(house: House, golden: Golden) -> None:
    """Under the liar's own name it is parked with the reason; under the owner's name the signature is wrong."""
    for hearer in golden.kind.hearers:
        before = rows(house, hearer)
        for liar in set(SERVICES) - {golden.kind.source}:
            honest, id_ = a_parcel(house, golden, hearer, named=liar, signer=liar)
            assert "may not say" in house.sites[hearer].post.receive(honest).parked[id_]
            forged, _ = a_parcel(house, golden, hearer, named=golden.kind.source, signer=liar)
            with pytest.raises(Forged):
                house.sites[hearer].post.receive(forged)
        assert rows(house, hearer) == before


@pytest.mark.parametrize("golden", FULL, ids=str)
def test_an_event_is_refused_by_those_it_is_not_for(house: House, golden: Golden) -> None:
    """Its owner signs it, but addresses it to a service that does not hear it: a contact goes to notify alone."""
    for other in set(SERVICES) - set(golden.kind.hearers):
        before = rows(house, other)
        parcel, id_ = a_parcel(house, golden, other, named=golden.kind.source, signer=golden.kind.source)
        assert "does not hear" in house.sites[other].post.receive(parcel).parked[id_]
        assert rows(house, other) == before


@pytest.mark.parametrize("golden", FULL, ids=str)
def test_nobody_acknowledges_in_anothers_name(house: House, golden: Golden) -> None:
    """What is addressed to one hearer is not settled by another's acknowledgement, whichever name that gives."""
    owner = house.sites[golden.kind.source]
    with owner.database.writing() as session:
        owner.post.say(session, golden.kind(**golden.kind.reader.load(golden.body)))
    outbox = owner.post.tables.outbox
    with owner.database.reading() as session:
        waiting = session.execute(select(outbox.c.id, outbox.c.destination).where(outbox.c.acked_at.is_(None))).all()
    for liar in SERVICES:
        others = tuple(id_ for id_, destination in waiting if destination != liar)
        honest = Acknowledgement(source=liar, destination=owner.service.name, taken=others, parked={})
        owner.post.acknowledge(house.sites[liar].post.seal.close("acknowledgement", honest))
        for hearer in set(SERVICES) - {liar}:
            forged = Acknowledgement(source=hearer, destination=owner.service.name, taken=others, parked={})
            with pytest.raises(Forged):
                owner.post.acknowledge(house.sites[liar].post.seal.close("acknowledgement", forged))
    with owner.database.reading() as session:
        assert session.scalar(select(func.count()).where(outbox.c.acked_at.is_(None))) == len(waiting) > 0
