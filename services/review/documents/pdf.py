"""PDF files: PDFium gives characters with their places; lines are made of them here, the page's order is kept."""
import ctypes
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from statistics import median

import pypdfium2
from pypdfium2 import raw

from services.review.documents.layout import Line, write_pages
from services.review.documents.refusal import MOST_CHARACTERS, TOO_LONG, DocumentRefused
from shared.pdfium import PDFIUM

MOST_PAGES = 2_000
_WIDE = "\u2e80"  # from here on characters are as wide as they are high


def read_pdf(data: bytes) -> str:
    """The text of a PDF, one line of a page a line; the first line of a paragraph is indented as on the page."""
    with PDFIUM:
        try:
            return write_pages(_pages(data))
        except pypdfium2.PdfiumError as error:
            if error.err_code == raw.FPDF_ERR_PASSWORD:
                raise DocumentRefused("PDF 文件设有打开密码，请取消密码后再上传。") from None
            raise DocumentRefused("PDF 文件已损坏，请换一份再上传。") from None


def _pages(data: bytes) -> list[list[Line]]:
    with closing(pypdfium2.PdfDocument(data)) as document:
        if len(document) > MOST_PAGES:
            raise DocumentRefused("PDF 页数太多，不像一部法规草案，请检查是否选错了文件。")
        pages, left = [], MOST_CHARACTERS
        for number in range(len(document)):
            with closing(document[number]) as page, closing(page.get_textpage()) as words:
                left -= words.count_chars()
                if left < 0:
                    raise DocumentRefused(TOO_LONG)
                pages.append(_lines(words, upright=page.get_rotation() == 0))
        return pages


def _lines(words: pypdfium2.PdfTextPage, upright: bool) -> list[Line]:
    """The lines of a page from top to bottom; those of a page of columns, or a turned one, as PDFium orders them."""
    pieces = [line for piece in _pieces(words) if (line := _line(words, piece)) is not None]
    if not upright:
        return [Line(each.words, 0, 0, 0, 0, 0) for each in pieces]
    lines = _joined(pieces)
    by_height = sorted(lines, key=lambda line: -line.top)
    beside = any(one.is_beside(other) for one, other in pairwise(by_height))
    return lines if beside else by_height


def _pieces(words: pypdfium2.PdfTextPage) -> Iterator[list[tuple[int, str]]]:
    """Characters with their indices, parted where PDFium ends a line."""
    piece: list[tuple[int, str]] = []
    for index in range(words.count_chars()):
        code = raw.FPDFText_GetUnicode(words, index)
        if code not in (10, 13):
            piece.append((index, chr(code) if 0 < code < 0x110000 else ""))
        elif piece:
            yield piece
            piece = []
    yield piece


def _line(words: pypdfium2.PdfTextPage, piece: list[tuple[int, str]]) -> Line | None:
    said = "".join(character for _, character in piece).strip()
    if not said:
        return None
    seen = [(character, _box(words, index)) for index, character in piece if character.strip()]
    boxes = [box for _, box in seen]
    return Line(said, boxes[0].left, max(box.right for box in boxes), median(box.top for box in boxes),
                median(box.bottom for box in boxes), _em(seen))


def _em(seen: list[tuple[str, raw.FS_RECTF]]) -> float:
    """How wide a character is, by those that are as wide as they are high; 0 where there is none."""
    widths: list[float] = [box.right - box.left for character, box in seen if character >= _WIDE]
    return median(widths or [0.0])


def _box(words: pypdfium2.PdfTextPage, index: int) -> raw.FS_RECTF:
    box = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(words, index, ctypes.byref(box))
    return box


def _joined(pieces: list[Line]) -> list[Line]:
    """PDFium ends a line where the gap is wide; what goes on to the right at one height is one line."""
    lines: list[Line] = []
    for piece in pieces:
        if lines and lines[-1].is_beside(piece) and piece.left >= lines[-1].right - piece.em / 2:
            lines[-1] = lines[-1].followed_by(piece)
        else:
            lines.append(piece)
    return lines
