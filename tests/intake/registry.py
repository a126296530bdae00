"""Stations and devices for tests, made through intake's own doors."""
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient

from services.intake.domain.bodies import digest_of
from tests.builders import NOON, a_consultation, an_opinion
from tests.house import House

PAGE = {"Accept": "text/html"}
STATION = {"name": "枫香乡工作站", "kind": "fixed", "township": "枫香乡", "address": "井边一号", "population": 900}


@dataclass
class Registry:
    """Intake's registry with one station, as an administrator sees it."""

    house: House
    client: FlaskClient
    admin: dict[str, str]
    station: str = ""
    asked: str = ""
    chains: dict[str, dict[int, str]] = field(default_factory=dict)

    def post(self, path: str, status: int, **body: Any) -> Any:
        """What the API answers an administrator; the status must be *status*."""
        answer = self.client.post(f"/api/v1{path}", json=body, headers=self.admin)
        assert answer.status_code == status, answer.text
        return answer.json

    def enrol(self, name: str = "一号平板", kind: str = "tablet") -> Any:
        """A new device: id, token, enrolment_url."""
        return self.post(f"/stations/{self.station}/devices", 201, name=name, kind=kind)

    def bind(self, made: Any) -> Any:
        """Go where the QR code points and press the button; what the device is given."""
        answer = self.client.post(f"/api/v1/enrolments/{code_of(made)}")
        assert answer.status_code == 200, answer.text
        return answer.json

    def send(self, token: str, *numbers: int, **other: Any) -> None:
        """Opinions of a device under these numbers of its chain, each naming the one before if that was sent."""
        chain = self.chains.setdefault(token, {})
        for seq in numbers:
            link = {"seq": seq} | ({"prev": chain[seq - 1]} if seq - 1 in chain else {})
            body = an_opinion(self.asked, channel="tablet", station_id=self.station, device=link, **other)
            chain[seq] = digest_of(body)
            assert self.client.post("/api/v1/opinions", json=body, headers=bearer(token)).status_code == 201

    def a_popup(self, **other: Any) -> Any:
        """A pop-up that goes on now."""
        values = {"station_id": self.station, "consultation_id": self.asked, "title": "赶集日", "place": "老街口",
                  "audience": "赶集的村民", "crew": ["张三", "李四"], "opens_at": NOON.isoformat(),
                  "closes_at": (NOON + timedelta(hours=6)).isoformat()}
        return self.post("/popups", 201, **values | other)

    def look(self, path: str, status: int = 200) -> str:
        """A page as an administrator sees it."""
        answer = self.client.get(path, headers=PAGE | self.admin)
        assert answer.status_code == status, answer.text
        return answer.text


def a_registry(house: House) -> Registry:
    """One consultation, one station."""
    registry = Registry(house, house.client("intake"), house.bearer("admin"))
    consultation = a_consultation()
    house.hear("intake", consultation)
    registry.asked = consultation.consultation_id
    registry.station = registry.post("/stations", 201, **STATION)["id"]
    return registry


def code_of(made: Any) -> str:
    """The one-time code in an enrolment's address."""
    return str(made["enrolment_url"].rsplit("/", 1)[1])


def bearer(token: str) -> dict[str, str]:
    """A device's header."""
    return {"Authorization": f"Bearer {token}"}
