"""Slips on the table of an opened box, drawn as they are printed, and the people at the keying desk."""
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import segno
from flask.testing import FlaskClient
from PIL import Image, ImageDraw, ImageFont
from werkzeug.test import TestResponse

from services.intake.domain.sheet import CUT, HEIGHT, QR_LEFT, QR_SIDE, QR_TOP, WIDTH
from services.intake.domain.slips import code_of
from services.intake.operations.boxes import add_count, begin_opening, confirm_opening, set_up_box
from services.intake.operations.manifest import register_slips
from services.intake.operations.registry import add_station
from services.intake.operations.stock import issue_batch
from shared.identity import Identity
from shared.ids import new_id
from tests.builders import a_consultation
from tests.house import House

NAMES = ("甲", "乙", "丙", "丁")
FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
CONTACT = "王小井 13900000000"
TEXT = "建议把井台周围三米划为保护范围。"
WRITTEN = {"provision": "art_1", "stance": "amend", "text": TEXT}


@dataclass
class Table:
    """An opened and counted box; ``slips`` by serial: id of the slip."""

    house: House
    client: FlaskClient
    consultation_id: str
    station_id: str
    batch_id: str
    opening_id: str
    people: dict[str, dict[str, str]]
    slips: dict[int, str] = field(default_factory=dict)

    def scan(self, *bodies: bytes, by: str = "甲", name: str = "scan.png", **form: Any) -> TestResponse:
        """Upload files as one request."""
        return self.client.post(f"/api/v1/openings/{self.opening_id}/scans", headers=self.people[by], data={
            "files": [(BytesIO(body), name) for body in bodies]} | form)

    def scan_all(self) -> None:
        """Scan every registered slip and say that no strip holds anything."""
        for serial, slip_id in self.slips.items():
            assert self.scan(as_bytes(a_slip(self.batch_id, serial))).json["results"][0]["status"] == "kept"
            self.seal(slip_id)

    def seal(self, slip_id: str, sealed: str | None = None, key: str | None = None) -> TestResponse:
        """Keep the contact of a slip."""
        return self.client.put(f"/api/v1/slips/{slip_id}/contact", headers=self.people["甲"],
                               json={"sealed_contact": sealed, "contact_key": key})

    def key(self, serial: int, by: str, **fields: Any) -> TestResponse:
        """Key a slip."""
        return self.client.post(f"/api/v1/openings/{self.opening_id}/keyings", headers=self.people[by],
                                json={"slip_id": self.slips[serial]} | (fields or WRITTEN))

    def post(self, path: str, by: str, **body: Any) -> TestResponse:
        """Post JSON as one of the people."""
        return self.client.post(f"/api/v1{path}", headers=self.people[by], json=body)

    def get(self, path: str, by: str) -> TestResponse:
        """Ask as one of the people, as a program does."""
        return self.client.get(path, headers=self.people[by])


def a_table(house: House, number: int = 3, registered: bool = True, printed: int = 20, **asked: Any) -> Table:
    """Set up a station, a box and a batch, open the box, count *number* slips and register them."""
    site, consultation = house.sites["intake"], a_consultation(**asked)
    house.hear("intake", consultation)
    ids = {name: new_id() for name in NAMES}
    one, two = (Identity(account_id=ids[name], name=name, roles=frozenset({"officer"})) for name in NAMES[:2])
    with site.database.writing() as session:
        station = add_station(session, site.post, {"name": f"枫香乡{new_id()[-6:]}站", "kind": "fixed",
                              "township": "枫香乡", "address": "井边一号", "population": 900})
        box = set_up_box(session, {"station_id": station.id, "name": "井台票箱", "place": "井台", "seal_no": new_id()},
                         one, site.now())
        batch = issue_batch(session, {"station_id": station.id, "consultation_id": consultation.consultation_id,
                            "kind": "form", "language": "zh-CN", "number": printed}, one, site.now())
        opening = begin_opening(session, box.id, {"seal_no": box.seal_no, "is_intact": True, "note": "",
                                "photo": "0" * 64}, one, site.now())
        session.flush()
        confirm_opening(session, opening.id, box.seal_no, two, site.now())
        for who in (one, two):
            add_count(session, opening.id, number, who, site.now())
        wanted = [{"batch_id": batch.id, "serial": serial, "kind": "opinion"} for serial in range(1, number + 1)]
        slips = register_slips(session, opening.id, wanted, one, site.now()) if registered else []
    return Table(house, house.client("intake"), consultation.consultation_id, station.id, batch.id, opening.id,
                 {name: house.bearer("officer", account_id=ids[name], name=name) for name in NAMES},
                 {each.serial: each.id for each in slips})


def a_slip(batch_id: str, serial: int, dpi: int = 110, words: Sequence[str] = (TEXT,)) -> Image.Image:
    """A filled-in slip as a scanner sees it, its contact written on the strip."""
    mm = dpi / 25.4
    paper = Image.new("RGB", (round(WIDTH * mm), round(HEIGHT * mm)), "white")
    pen, font = ImageDraw.Draw(paper), ImageFont.truetype(FONT, round(5 * mm))
    held = BytesIO()
    segno.make(code_of(batch_id, serial), error="q", micro=False).save(held, kind="png", scale=8, border=0)
    code = Image.open(held).convert("RGB").resize((round(QR_SIDE * mm),) * 2, Image.Resampling.LANCZOS)
    paper.paste(code, (round(QR_LEFT * mm), round(QR_TOP * mm)))
    for place, line in enumerate(words):
        pen.text((12 * mm, (60 + 12 * place) * mm), line, fill="black", font=font)
    pen.line((0, CUT * mm, paper.width, CUT * mm), fill="grey")
    pen.text((12 * mm, (CUT + 12) * mm), CONTACT, fill="blue", font=font)
    return paper


def as_bytes(picture: Image.Image, form: str = "PNG", **rest: Any) -> bytes:
    """A picture as a file."""
    held = BytesIO()
    picture.save(held, form, **rest)
    return held.getvalue()
