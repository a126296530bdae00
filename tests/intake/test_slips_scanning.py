"""Scans: turned upright, told by their code, kept without the contact strip; what is no scan is refused by itself."""
import struct
import zlib
from base64 import b64decode
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from sqlalchemy import LargeBinary, select
from sqlalchemy.orm import Session

from services.intake.domain.sheet import CUT, HEIGHT, MARGIN
from services.intake.models import Base, Blob, Scan, Slip, SlipBatch
from services.intake.pdf import Form, Paper, Ticks, print_slips
from services.intake.scans import MOST_PAGES, Cut, cut_sheet, read_pages, read_sheet
from shared.db import table_of
from shared.ids import new_id
from shared.refusals import Invalid
from tests.house import House
from tests.intake.slip_desk import CONTACT, Table, a_slip, a_table, as_bytes
from tests.intake.test_media import a_bomb

BATCH = new_id()


def opened(body: bytes) -> Image.Image:
    """A picture from its bytes."""
    return Image.open(BytesIO(body)).convert("RGB")


def is_black(picture: Image.Image) -> bool:
    """Whether nothing but black is in a picture."""
    return max(high for _low, high in picture.getextrema()) < 24  # type: ignore[misc]  # a pair a band


def a_pdf(*pictures: Image.Image) -> bytes:
    """A PDF of scanned pages."""
    held = BytesIO()
    pictures[0].save(held, "PDF", save_all=True, append_images=pictures[1:], resolution=110)
    return held.getvalue()


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_page_is_turned_upright_and_only_its_strip_is_black(turned: int) -> None:
    paper = a_slip(BATCH, 7)
    page, = read_pages(as_bytes(paper.rotate(-turned, expand=True)), "files")
    sheet = read_sheet(page)
    assert sheet and (sheet.code, sheet.turned) == ((BATCH, 7), turned)
    masked = opened(sheet.masked)
    assert masked.size == paper.size
    cut = sheet.crop[3]
    assert abs(cut - paper.height * (CUT - MARGIN) / HEIGHT) < 5
    assert is_black(masked.crop((0, cut + 3, masked.width, masked.height)))
    seen = (0, 0, masked.width, cut - 1)
    assert ImageChops.difference(masked.crop(seen), paper.crop(seen)).getbbox() is None


@pytest.mark.parametrize("angle", [-6, 3, 8, 177])
def test_a_crooked_page_is_masked_along_its_own_cut_line(angle: int) -> None:
    marked = a_slip(BATCH, 7)
    marked.paste((255, 0, 0), (0, round(marked.height * (CUT + 1) / HEIGHT), marked.width, marked.height))
    turned = marked.rotate(-angle, expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC)
    page, = read_pages(as_bytes(turned, "JPEG", quality=60), "files")
    sheet = read_sheet(page)
    assert sheet is not None
    red, _green, blue = opened(sheet.masked).split()
    loud = ImageChops.subtract(red, blue).point(lambda value: 255 if value > 120 else 0)
    assert loud.getbbox() is None


def test_a_jpeg_stays_what_it_was_and_its_hidden_copy_goes() -> None:
    paper = a_slip(BATCH, 7)
    held = BytesIO()
    small = paper.resize((160, 227))
    exif = Image.Exif()
    exif[0x010E] = CONTACT.encode().hex()
    exif[0x0112] = 6
    paper.rotate(90, expand=True).save(held, "JPEG", quality=85, exif=exif, comment=as_bytes(small, "JPEG"))
    page, = read_pages(held.getvalue(), "files")
    sheet = read_sheet(page)
    assert sheet and sheet.media_type == "image/jpeg"
    masked = Image.open(BytesIO(sheet.masked))
    assert not masked.getexif() and "comment" not in masked.info and "exif" not in masked.info
    seen = (0, 0, masked.width, sheet.crop[3] - 16)
    worst = ImageChops.difference(masked.convert("RGB").crop(seen), page.picture.crop(seen)).getextrema()
    assert max(high for _low, high in worst) <= 12  # type: ignore[misc]  # a pair a band


def test_a_page_without_a_code_is_cut_as_the_clerk_says() -> None:
    page, = read_pages(as_bytes(Image.new("RGB", (200, 300), "white").rotate(180)), "files")
    assert read_sheet(page) is None
    sheet = cut_sheet(page, Cut(turned=180, seen=60))
    masked = opened(sheet.masked)
    assert is_black(masked.crop((0, 181, 200, 300))) and masked.getpixel((100, 178)) == (255, 255, 255)
    assert cut_sheet(page, Cut()).strip is None


def test_several_pages_of_a_pdf_and_of_a_tiff_are_read() -> None:
    pages = [a_slip(BATCH, serial) for serial in (1, 2, 3)]
    held = BytesIO()
    pages[0].save(held, "TIFF", save_all=True, append_images=pages[1:])
    for body in (a_pdf(*pages), held.getvalue()):
        sheets = [read_sheet(page) for page in read_pages(body, "files")]
        assert [each and each.code for each in sheets] == [(BATCH, serial) for serial in (1, 2, 3)]


def a_pdf_bomb() -> bytes:
    """A PDF whose one picture claims to be 60,000 by 60,000."""
    parts = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
             b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>",
             b"<</Length 30>>stream\nq 400 0 0 600 0 0 cm /I Do Q\nendstream"]
    packed = zlib.compress(bytes(100_000))
    parts.append(b"<</Type/XObject/Subtype/Image/Width 60000/Height 60000/ColorSpace/DeviceGray/BitsPerComponent 8"
                 b"/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed))
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(body)
    return body + b"xref\n0 6\n0000000000 65535 f \n" + table + end


def a_long_tiff() -> bytes:
    """More pages than a file may have."""
    held, page = BytesIO(), Image.new("1", (8, 8))
    page.save(held, "TIFF", save_all=True, append_images=[page] * MOST_PAGES)
    return held.getvalue()


@pytest.mark.parametrize("body", [
    b"", b"no picture", b"%PDF-1.7\nnothing", b"GIF89a" + bytes(60), a_bomb(60_000), a_bomb(8_000), a_pdf_bomb(),
    a_long_tiff(), as_bytes(a_slip(BATCH, 1))[:-4000], as_bytes(a_slip(BATCH, 1), "JPEG")[:3000],
    struct.pack("<2sHI", b"II", 42, 8) + bytes(3)])
def test_bombs_and_what_is_no_scan_are_refused_with_a_sentence(body: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        list(read_pages(body, "files"))
    assert refused.value.errors["files"][0].endswith("。")


@pytest.fixture
def table(house: House) -> Table:
    """Three registered slips."""
    return a_table(house)


def all_bytes(session: Session) -> list[bytes]:
    """What all columns of bytes hold."""
    columns = [column for each in Base.metadata.sorted_tables for column in each.columns
               if isinstance(column.type, LargeBinary)]
    return [value for column in columns for value in session.scalars(select(column))]


def files_with(folder: Path, body: bytes) -> list[Path]:
    """The files of a data folder, databases among them, in which *body* stands."""
    return [path for path in folder.rglob("*") if path.is_file() and body in path.read_bytes()]


def test_nothing_unmasked_is_left_in_the_database_and_the_digest_of_the_original_stays(table: Table) -> None:
    body = as_bytes(a_slip(table.batch_id, 1))
    result, = table.scan(body).json["results"]
    strip = b64decode(result["strip"].split(",")[1])
    assert not is_black(opened(strip))
    with table.house.sites["intake"].database.reading() as session:
        scan, = session.scalars(select(Scan))
        assert scan.sha256 == sha256(body).hexdigest()
        masked = session.scalar(select(table_of(Blob).c.body).where(Blob.sha256 == scan.masked))
        assert all_bytes(session) == [masked]
    picture = table.get(f"/api/v1/scans/{scan.id}/picture", "乙")
    assert picture.data == masked and picture.headers["Cache-Control"] == "no-store"
    assert is_black(opened(picture.data).crop((0, scan.crop[3] + 3, 640, 900)))
    assert "strip" not in table.get(f"/api/v1/openings/{table.opening_id}/keyings/next", "甲").text
    assert not files_with(table.house.folder, strip) + files_with(table.house.folder, body)
    assert files_with(table.house.folder, scan.masked.encode())


def test_the_same_scan_twice_changes_nothing(table: Table) -> None:
    body = as_bytes(a_slip(table.batch_id, 1))
    first, second = (table.scan(body).json["results"][0] for _ in range(2))
    assert (first["status"], second["status"]) == ("kept", "repeated")
    assert first["scan_id"] == second["scan_id"]


def test_a_slip_of_another_opening_is_refused_and_the_rest_is_kept(table: Table) -> None:
    other = a_table(table.house)
    results = table.scan(as_bytes(a_slip(other.batch_id, 1)), as_bytes(a_slip(table.batch_id, 2)), b"nothing",
                         a_pdf(a_slip(table.batch_id, 3), a_slip(new_id(), 9))).json["results"]
    assert [each["status"] for each in results] == ["refused", "kept", "refused", "kept", "refused"]
    assert "另一次开箱" in results[0]["sentence"]


def test_a_scan_registers_a_slip_that_was_only_counted(house: House) -> None:
    table = a_table(house, number=1, registered=False)
    assert table.scan(as_bytes(a_slip(table.batch_id, 5))).json["results"][0]["serial"] == 5
    assert table.scan(as_bytes(a_slip(table.batch_id, 6))).json["results"][0]["status"] == "refused"
    with house.sites["intake"].database.reading() as session:
        assert [each.serial for each in session.scalars(select(Slip))] == [5]


def test_a_name_of_three_hundred_characters_is_no_matter(table: Table) -> None:
    name = "井" * 300 + ".png"
    result, = table.scan(as_bytes(a_slip(table.batch_id, 1)), name=name).json["results"]
    assert result["status"] == "kept" and result["file"] == "井" * 100


def test_an_unread_page_is_kept_only_once_the_clerk_has_named_its_slip_and_its_strip(table: Table) -> None:
    body = as_bytes(Image.new("RGB", (300, 400), "white"))
    result, = table.scan(body).json["results"]
    assert result["status"] == "unread" and result["preview"].startswith("data:image/jpeg;base64,")
    with table.house.sites["intake"].database.reading() as session:
        assert session.scalar(select(Blob.sha256)) is None
    assert table.scan(body, slip_id=table.slips[1]).status_code == 422
    result, = table.scan(body, slip_id=table.slips[1], page=1, seen=70).json["results"]
    assert (result["status"], result["serial"]) == ("kept", 1)
    result, = table.scan(body, slip_id=table.slips[1], page=1, seen=100, side="back").json["results"]
    assert (result["status"], result["side"], result["strip"]) == ("kept", "back", None)


def test_a_code_that_is_not_the_slip_that_was_named_is_refused(table: Table) -> None:
    result, = table.scan(as_bytes(a_slip(table.batch_id, 1)), slip_id=table.slips[2], page=1, seen=80).json["results"]
    assert result["status"] == "refused" and "000001" in result["sentence"]


def test_a_request_without_files_or_by_a_stranger_is_refused(table: Table) -> None:
    assert table.scan().status_code == 422
    assert table.client.post(f"/api/v1/openings/{table.opening_id}/scans", data={}).status_code == 401
    table.people["甲"] = table.house.bearer("officer", stations=(new_id(),))
    assert table.scan(as_bytes(a_slip(table.batch_id, 1))).status_code == 403


def a_print(size: str) -> bytes:
    """Two slips as they come from the printer."""
    words = dict.fromkeys(("form", "label", "invented", "anonymous", "provision", "article_before", "article_after",
                           "whole", "contact", "strip", "name", "phone"), "字")
    form = Form(language="zh-CN", words=words, title="古井保护条例（草案）", station="枫香乡工作站",
                stance=Ticks(label="态度", options=["赞成", "反对"]), lines=[("意见", 3), ("理由", 1)],
                channels=["短信"])
    paper = Paper(batch_id=BATCH, kind="form", serials=range(1, 3), issued=(1, 2), issued_by="甲", issued_on="今天")
    return print_slips(form, paper, size)


def test_a_printed_slip_is_masked_at_its_own_cut_line() -> None:
    for serial, page in enumerate(read_pages(a_print("a5"), "files"), 1):
        sheet = read_sheet(page)
        assert sheet and sheet.code == (BATCH, serial)
        assert abs(sheet.crop[3] - sheet.height * (CUT - MARGIN) / HEIGHT) < 4


def test_two_slips_on_one_page_are_to_be_cut_first() -> None:
    page, = read_pages(a_print("a4"), "files")
    with pytest.raises(Invalid) as refused:
        read_sheet(page)
    assert "剪开" in refused.value.sentence


def test_on_labelled_paper_the_clerk_says_what_may_be_seen(table: Table) -> None:
    with table.house.sites["intake"].database.writing() as session:
        session.get_one(SlipBatch, table.batch_id).kind = "label"
    body = as_bytes(a_slip(table.batch_id, 2))
    result, = table.scan(body).json["results"]
    assert (result["status"], result["serial"]) == ("unread", 2) and "标签" in result["sentence"]
    result, = table.scan(body, page=1, seen=50).json["results"]
    assert (result["status"], result["serial"]) == ("kept", 2)
