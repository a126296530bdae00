"""Scanned slips: pages are taken from pictures and PDF files, turned upright by their QR code, and parted into what
everybody may see and the contact strip, which nobody sees but who keys it now. Nothing here keeps anything."""
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from io import BytesIO
from math import sqrt
from typing import Any

import pypdfium2
import zxingcpp
from PIL import Image, ImageDraw, ImageOps, ImageSequence, JpegImagePlugin, UnidentifiedImageError

from services.intake.domain.sheet import Laid, Point
from services.intake.domain.slips import is_label, read_code
from services.intake.media import MOST_BYTES, MOST_PIXELS, refuse_cut_pictures
from shared.pdfium import PDFIUM
from shared.refusals import Invalid

FORMS = ("JPEG", "PNG", "TIFF")
MOST_PAGES = 60
PDF_SCALE, PDF_PIXELS = 200 / 72, 16_000_000
BLACK, WHITE = "black", "white"
ORIENTATION = 0x0112  # EXIF: 1 is upright
Code = tuple[str, int]
TURNS = {0: None, 90: Image.Transpose.ROTATE_90, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_270}


@dataclass(frozen=True)
class Page:
    """One page as it was scanned, and how pictures of it are written: as fine as the scan itself was."""

    picture: Image.Image
    written: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One page, upright (``turned``: by how many degrees clockwise it was). ``masked`` is the picture whose contact
    strip is black; ``strip`` is what was cut out, None where the paper has none; ``crop`` is left, top, right, bottom
    of what stayed in sight."""

    code: Code | None
    turned: int
    masked: bytes
    media_type: str
    width: int
    height: int
    crop: tuple[int, int, int, int]
    strip: bytes | None


@dataclass(frozen=True)
class Cut:
    """What a clerk says of a page that cannot be read by itself: how it is turned, and what share of its height (in
    hundredths) may be seen; 100 where the paper has no contact strip."""

    turned: int = 0
    seen: int = 100


def read_pages(body: bytes, field: str) -> Iterator[Page]:
    """The pages of a scanned file, one after the other. Raises Invalid, naming *field*: neither a picture nor a PDF,
    damaged, locked, too large (decompression bombs), too many pages."""
    if len(body) > MOST_BYTES:
        raise _refused(field, "文件超过 20 MB，请分成几份，或用较低的分辨率重新扫描。")
    refuse_cut_pictures()
    with _sentences(field):
        yield from _pdf_pages(body, field) if body[:1024].lstrip().startswith(b"%PDF-") else _pictures(body, field)


def read_sheet(page: Page) -> Sheet | None:
    """A page parted by its own QR code, or None if it has none that can be read. Raises Invalid: two slips on it."""
    found = _find_code(page.picture)
    if found is None:
        return None
    code, laid = found
    turned = round(laid.angle / 90) * 90 % 360
    if turned:
        page = _upright(page, turned)
        found = _find_code(page.picture)
        if found is None:
            return None
        code, laid = found
    return _parted(page, turned, laid.strip(), code)


def cut_sheet(page: Page, cut: Cut, code: Code | None = None) -> Sheet:
    """A page parted as a clerk says; *code*: what was read on it all the same."""
    page = _upright(page, cut.turned)
    width, height = page.picture.size
    top = height * cut.seen / 100
    return _parted(page, cut.turned, [(0, top), (width, top), (width, height), (0, height)], code)


def preview(page: Page) -> bytes:
    """A small picture of a page that could not be read, for the person who has just scanned it."""
    small = page.picture.copy()
    small.thumbnail((1400, 1400))
    return _written(small, {"format": "JPEG", "quality": 80})


def _parted(page: Page, turned: int, strip: Sequence[Point], code: Code | None) -> Sheet:
    """Black out the strip in a picture that remembers nothing of the file it came from (a JPEG file may hold a small
    copy of itself), and cut the strip out of the other."""
    width, height = page.picture.size
    clean = Image.new(page.picture.mode, page.picture.size)
    clean.paste(page.picture)
    ImageDraw.Draw(clean).polygon(list(strip), fill=BLACK)
    top = max(0, min(height, int(min(each[1] for each in _within(strip, width)))))
    part = page.picture.crop((0, top, width, height)) if top < height else None
    return Sheet(code=code, turned=turned, masked=_written(clean, page.written),
                 media_type=f"image/{page.written['format'].lower()}", width=width, height=height,
                 crop=(0, 0, width, top),
                 strip=_written(part, {"format": "JPEG", "quality": 85}) if part is not None else None)


def _within(strip: Sequence[Point], width: int) -> list[Point]:
    """The two ends of the strip's upper edge where it meets the picture's sides."""
    (left, top), (right, bottom) = strip[0], strip[1]
    slope = (bottom - top) / (right - left) if right != left else 0.0
    return [(x, top + (x - left) * slope) for x in (0.0, float(width))]


def _find_code(picture: Image.Image) -> tuple[Code, Laid] | None:
    """The slip's QR code in a picture, with its corners."""
    wanted = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    read = zxingcpp.read_barcodes(picture.convert("L"), formats=wanted)
    found = {code: (each.position, is_label(each.text)) for each in read
             if (code := read_code(each.text)) is not None}
    if len(found) > 1:
        raise _refused("files", "这一页上有两张表，请剪开以后分别扫描。")
    for code, (at, labelled) in found.items():
        one, two, three = ((float(each.x), float(each.y)) for each in (at.top_left, at.top_right, at.bottom_left))
        return code, Laid(one, two, three, is_label=labelled)
    return None


def _upright(page: Page, turned: int) -> Page:
    """Turn a page back by whole quarters: no pixel is made anew."""
    turn = TURNS[turned % 360]
    return page if turn is None else Page(page.picture.transpose(turn), _finer(page.written))


def _finer(written: dict[str, Any]) -> dict[str, Any]:
    """How a JPEG is written that was turned: its squares lie elsewhere now, so its own tables would change it."""
    return written if written["format"] != "JPEG" else {"format": "JPEG", "quality": 96, "subsampling": 0}


def _pictures(body: bytes, field: str) -> Iterator[Page]:
    with Image.open(BytesIO(body), formats=FORMS) as file:
        if getattr(file, "n_frames", 1) > MOST_PAGES:
            raise _refused(field, f"这个文件超过 {MOST_PAGES} 页，请分成几份。")
        for frame in ImageSequence.Iterator(file):
            width, height = frame.size
            if width * height > MOST_PIXELS:
                raise _refused(field, f"图片有 {width}×{height} 像素，超过 6000 万，请用较低的分辨率重新扫描。")
            frame.load()
            is_turned = frame.getexif().get(ORIENTATION, 1) != 1
            fineness = _fineness(frame)
            yield Page(_flat(ImageOps.exif_transpose(frame)), _finer(fineness) if is_turned else fineness)


def _fineness(frame: Image.Image) -> dict[str, Any]:
    """JPEG is written again by its own tables, so that what was not masked stays what it was; all else is lossless."""
    if isinstance(frame, JpegImagePlugin.JpegImageFile) and frame.mode in ("L", "RGB"):
        return {"format": "JPEG", "qtables": frame.quantization, "subsampling": JpegImagePlugin.get_sampling(frame)}
    return {"format": "PNG", "compress_level": 4}


def _flat(picture: Image.Image) -> Image.Image:
    """In grey or in colours, nothing transparent."""
    if picture.mode in ("L", "RGB"):
        return picture
    if picture.mode in ("1", "I", "F", "I;16", "I;16B"):
        return picture.convert("L")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        whole = picture.convert("RGBA")
        paper = Image.new("RGBA", whole.size, WHITE)
        return Image.alpha_composite(paper, whole).convert("RGB")
    return picture.convert("RGB")


def _pdf_pages(body: bytes, field: str) -> Iterator[Page]:
    with PDFIUM:
        document = pypdfium2.PdfDocument(body)
        pages = len(document)
    try:
        if pages > MOST_PAGES:
            raise _refused(field, f"这个 PDF 超过 {MOST_PAGES} 页，请分成几份。")
        for number in range(pages):
            with PDFIUM:
                picture = _drawn(document, number, field)
            yield Page(picture, {"format": "JPEG", "quality": 92})
    finally:
        with PDFIUM:
            document.close()


def _drawn(document: pypdfium2.PdfDocument, number: int, field: str) -> Image.Image:
    with closing(document[number]) as page:
        for each in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=8):
            width, height = each.get_px_size()
            if width * height > MOST_PIXELS:
                raise _refused(field, f"PDF 第 {number + 1} 页里的图片超过 6000 万像素，请用较低的分辨率重新扫描。")
        wide, high = page.get_size()
        scale = min(PDF_SCALE, sqrt(PDF_PIXELS / max(1.0, wide * high)))
        with closing(page.render(scale=scale)) as bitmap:
            picture: Image.Image = bitmap.to_pil().convert("RGB")
            return picture.copy()


def _written(picture: Image.Image, how: dict[str, Any]) -> bytes:
    held = BytesIO()
    picture.save(held, **how)
    return held.getvalue()


@contextmanager
def _sentences(field: str) -> Iterator[None]:
    """What the libraries cannot read is said in a sentence."""
    try:
        yield
    except UnidentifiedImageError:
        raise _refused(field, "这个文件不是图片也不是 PDF，请上传 JPEG、PNG、TIFF 或 PDF。") from None
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == pypdfium2.raw.FPDF_ERR_PASSWORD
        raise _refused(field, "PDF 设有打开密码，请取消密码后再上传。" if locked
                       else "PDF 已损坏，请重新扫描。") from None
    except (OSError, SyntaxError, ValueError, EOFError, Warning, Image.DecompressionBombError):
        raise _refused(field, "文件已损坏或不完整，请重新扫描或拍照。") from None


def _refused(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, {field: [sentence]})
