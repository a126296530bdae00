"""A station with its tablets, at intake alone."""
from typing import Any

from sqlalchemy import func, select

from services.intake.models import Conflict, Opinion
from tests.builders import a_consultation
from tests.house import House
from tests.parcels import Tablet

STATION = {"name": "枫香乡工作站", "kind": "fixed", "township": "枫香乡", "address": "井边一号", "population": 900}


def ask(house: House, **other: Any) -> str:
    """Let intake hear of an open consultation; gives its id."""
    consultation = a_consultation(**other)
    house.hear("intake", consultation)
    return consultation.consultation_id


def enrol(house: House, station: str = "", name: str = "集市一号平板") -> Tablet:
    """A tablet of a station; of a new one unless it is named."""
    client, officer = house.client("intake"), house.bearer("admin")
    where = station or client.post("/api/v1/stations", json=STATION, headers=officer).json["id"]
    made = client.post(f"/api/v1/stations/{where}/devices", json={"name": name, "kind": "tablet"}, headers=officer).json
    key: Any = client.get("/api/v1/keys/parcel").json
    return Tablet(made["id"], made["token"], key, where)


def bring(house: House, parcel: bytes, status: int = 200) -> Any:
    """Send a parcel; gives the answer's JSON."""
    answer = house.client("intake").post("/api/v1/parcels", data=parcel, content_type="application/vnd.minyi.parcel")
    assert answer.status_code == status, answer.text
    return answer.json


def statuses(answer: Any) -> list[str]:
    """What became of each record."""
    return [each["status"] for each in answer["results"]]


def confirm(house: House, tablet: Tablet, **rest: Any) -> Any:
    """Ask what of the tablet's opinions is committed."""
    items = [{"id": each.id, "sha256": each.digest} for each in tablet.outbox]
    answer = house.client("intake").post("/api/v1/opinions/confirm", json={"items": items},
                                         headers={"Authorization": f"Bearer {tablet.token}"}, **rest)
    assert answer.status_code == 200, answer.text
    return answer.json


def opinions(house: House) -> list[Opinion]:
    """All that intake has."""
    with house.sites["intake"].database.reading() as session:
        return list(session.scalars(select(Opinion).order_by(Opinion.device_seq)))


def asides(house: House) -> list[Conflict]:
    """All that waits for a clerk or waited."""
    with house.sites["intake"].database.reading() as session:
        return list(session.scalars(select(Conflict).order_by(Conflict.device_seq)))


def outbox_size(house: House) -> int:
    """How many envelopes intake has written."""
    table = house.sites["intake"].post.tables.outbox
    with house.sites["intake"].database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0
