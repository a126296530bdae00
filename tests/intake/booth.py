"""A kiosk at a station, for tests: what it sends, and the officer's desks behind it."""
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from tests.builders import a_consultation, an_opinion
from tests.house import House

STATION = {"name": "枫香乡工作站", "kind": "fixed", "township": "枫香乡", "address": "井边一号", "population": 900}
SOUND = b"OggS" + bytes(200)
OTHER_SOUND = b"OggS" + bytes(300)


class Booth:
    """A kiosk at a station, and an officer."""

    def __init__(self, house: House) -> None:
        self.house, self.client = house, house.client("intake")
        self.officer = house.bearer("officer", name="录音整理员")
        self.station = self.client.post("/api/v1/stations", json=STATION, headers=self.officer).json["id"]
        self.token = self.enrol("自助机一")
        consultation = a_consultation()
        house.hear("intake", consultation)
        self.asked = consultation.consultation_id

    def enrol(self, name: str) -> dict[str, str]:
        """The header of a new device."""
        answer = self.client.post(f"/api/v1/stations/{self.station}/devices", json={"name": name, "kind": "kiosk"},
                                  headers=self.officer)
        return {"Authorization": f"Bearer {answer.json['token']}"}

    def body(self, **other: Any) -> dict[str, Any]:
        """A spoken opinion as the kiosk posts it."""
        said = an_opinion(self.asked, channel="kiosk", station_id=self.station,
                          recording=sha256(SOUND).hexdigest()) | other
        return {name: value for name, value in said.items() if name != "text"}

    def speak(self, **other: Any) -> dict[str, Any]:
        """Leave a spoken opinion with its recording; gives its body."""
        body = self.body(**other)
        assert self.put(body["id"]).status_code == 200
        answer = self.client.post("/api/v1/spoken", json=body, headers=self.token)
        assert answer.status_code == 201, answer.text
        return body

    def put(self, opinion_id: str, sound: bytes = SOUND, token: dict[str, str] | None = None) -> Any:
        """Send a recording."""
        return self.client.put(f"/api/v1/recordings/{opinion_id}", data=sound, headers=token or self.token)

    def write_down(self, opinion_id: str, text: str = "井台边要有围栏。", **headers: str) -> Any:
        """Transcribe at the desk."""
        return self.post(f"/staff/recordings/{opinion_id}", {"text": text}, **headers)

    def post(self, path: str, fields: Mapping[str, Any], **headers: str) -> Any:
        """Send a desk's form."""
        page = self.client.get("/staff/stations", headers={"Accept": "text/html"} | self.officer).text
        token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]
        return self.client.post(path, data={"csrf_token": token, **fields}, headers=self.officer | headers)

    def look(self, path: str, **headers: str) -> str:
        """A desk as an officer sees it."""
        answer = self.client.get(path, headers={"Accept": "text/html"} | self.officer | headers)
        assert answer.status_code == 200, answer.text
        return str(answer.text)

    def rows(self, query: Any) -> list[Any]:
        """What stands in intake's tables."""
        with self.house.sites["intake"].database.reading() as session:
            return list(session.scalars(query))
