"""A phone with Collect on it, in the same process: what it sends, and what it is answered."""
import io
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4
from xml.sax.saxutils import escape

from lxml import etree
from PIL import Image
from werkzeug.test import TestResponse

from shared.contracts import ConsultationOpened
from tests.builders import NOON, a_consultation
from tests.house import House

SPEAKS = {"X-OpenRosa-Version": "1.0"}
NS = {"r": "http://openrosa.org/http/response"}
SOUND = b"OggS" + bytes(60)


def a_picture(kind: str = "PNG", size: tuple[int, int] = (2, 2)) -> bytes:
    """A small picture."""
    held = io.BytesIO()
    Image.new("RGB", size).save(held, kind)
    return held.getvalue()


PNG = a_picture()


def an_instance(form_id: str, instance: str | None = None, version: str = "1.1", written: datetime | None = NOON,
                meta: str = "", **other: str) -> bytes:
    """What Collect writes when a form is finished; *other* are answers."""
    said = {"text": "建议把井台周围三米划为保护范围。"} | other
    told = f"<timeEnd>{written.isoformat()}</timeEnd>" if written else ""
    fields = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in said.items())
    named = f"uuid:{uuid4()}" if instance is None else instance
    return (f'<?xml version="1.0" encoding="UTF-8"?><data xmlns:orx="http://openrosa.org/xforms" id="{form_id}" '
            f'version="{version}">{told}{fields}<orx:meta><orx:instanceID>{named}</orx:instanceID>{meta}</orx:meta>'
            '</data>').encode()


@dataclass
class Phone:
    """An enrolled device of a station, and the consultation its people are asked about."""

    house: House
    token: str = ""
    station: str = ""
    device: str = ""
    asked: ConsultationOpened = field(default_factory=a_consultation)

    @property
    def form(self) -> str:
        """The form's id."""
        return self.asked.consultation_id

    def ask(self, path: str, **rest: Any) -> TestResponse:
        """Ask one of the doors; whatever comes back has OpenRosa's headers."""
        headers = SPEAKS | rest.pop("headers", {})
        token = rest.pop("token", self.token)
        answer = self.house.client("intake").open(f"/openrosa/{token}/{path}", headers=headers, **rest)
        assert answer.headers["X-OpenRosa-Version"] == "1.0" and answer.headers["Date"].endswith("GMT")
        return answer

    def send(self, xml: bytes, *files: tuple[str, bytes, str], **rest: Any) -> TestResponse:
        """Post a form with its files."""
        data: dict[str, Any] = {"xml_submission_file": (io.BytesIO(xml), "form.xml", "text/xml")}
        data |= {name: (io.BytesIO(body), name, kind) for name, body, kind in files}
        answer = self.ask("submission?deviceID=collect%3Aabc", method="POST", data=data, **rest)
        assert answer.content_type == "text/xml; charset=utf-8", answer.content_type
        return answer


def a_phone(house: House, **other: Any) -> Phone:
    """Enrol a phone at a new station and let intake hear of a consultation."""
    asked, admin = a_consultation(**other), house.bearer("admin")
    house.hear("intake", asked)
    station = house.client("intake").post("/api/v1/stations", headers=admin, json={
        "name": "古井工作站", "kind": "fixed", "township": "古井镇", "address": "正街 1 号", "population": 5000}).json
    made = house.client("intake").post(f"/api/v1/stations/{station['id']}/devices", headers=admin,
                                       json={"name": "手机", "kind": "collect"}).json
    return Phone(house, made["token"], station["id"], made["id"], asked)


def message(answer: TestResponse) -> str:
    """What the envelope says."""
    found: str = etree.fromstring(answer.data).findtext("r:message", namespaces=NS)
    return found
