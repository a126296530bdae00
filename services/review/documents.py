"""The words of an uploaded draft: .txt, .md, .docx, .pdf. A file's name is believed only for its ending."""
import io
import zipfile
from collections.abc import Callable
from contextlib import closing
from threading import Lock

import docx
import pypdfium2
from docx.document import Document
from docx.table import Table

from shared.refusals import Invalid

MOST_BYTES, MOST_UNPACKED, MOST_PARTS, MOST_PAGES = 20_000_000, 200_000_000, 2_000, 2_000
MOST_CHARACTERS = 3_000_000
_PDFIUM = Lock()  # PDFium takes one call at a time in the whole process, or it breaks it


class DocumentRefused(Invalid):
    """The file cannot be read as a draft; the sentence says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__("草案没有导入。", {"file": [sentence]})


def read_document(filename: str, data: bytes) -> str:
    """Read a draft's text, or raise DocumentRefused."""
    ending = filename.rsplit(".", 1)[-1].lower() if "." in filename else ""
    if ending not in READERS:
        raise DocumentRefused("只支持 .docx、.pdf、.txt 和 .md 文件。")
    if not data:
        raise DocumentRefused("文件是空的。")
    if len(data) > MOST_BYTES:
        raise DocumentRefused("文件超过 20 MB，请去掉图片后再上传。")
    text = READERS[ending](data)
    if not text.strip():
        raise DocumentRefused("文件里没有文字；扫描件请先做文字识别。")
    if len(text) > MOST_CHARACTERS:
        raise DocumentRefused("文字太长，不像一部法规草案。")
    return "".join(character for character in text if character in "\n\t" or character >= " ")


def _read_text(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decode(data, ("utf-16",))
    return _decode(data, ("utf-8-sig", "gb18030"))


def _decode(data: bytes, encodings: tuple[str, ...]) -> str:
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DocumentRefused("认不出文字编码，请另存为 UTF-8 后再上传。")


def _read_docx(data: bytes) -> str:
    try:
        _check_zip(data)
        document: Document = docx.Document(io.BytesIO(data))
        return "\n".join(_docx_lines(document))
    except DocumentRefused:
        raise
    except zipfile.BadZipFile:
        raise DocumentRefused("这不是有效的 Word 文件（.docx）。") from None
    except Exception as error:
        raise DocumentRefused("Word 文件已损坏，请重新保存后再上传。") from error


def _docx_lines(document: Document) -> list[str]:
    lines = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            lines += ["\t".join(cell.text for cell in row.cells) for row in block.rows]
        else:
            lines.append(block.text)
    return lines


def _check_zip(data: bytes) -> None:
    """A small file that unpacks to a huge one is refused before it is read."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = packed.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise DocumentRefused("Word 文件解开后太大，不能导入。")


def _read_pdf(data: bytes) -> str:
    with _PDFIUM:
        try:
            return _pdf_text(data)
        except pypdfium2.PdfiumError:
            raise DocumentRefused("PDF 文件已损坏或有密码，请换一份再上传。") from None


def _pdf_text(data: bytes) -> str:
    with closing(pypdfium2.PdfDocument(data)) as document:
        if len(document) > MOST_PAGES:
            raise DocumentRefused("PDF 页数太多，不像一部法规草案。")
        return "\n".join(_page_text(document, number) for number in range(len(document)))


def _page_text(document: pypdfium2.PdfDocument, number: int) -> str:
    with closing(document[number]) as page, closing(page.get_textpage()) as words:
        text: str = words.get_text_bounded()
        return text


READERS: dict[str, Callable[[bytes], str]] = {"txt": _read_text, "md": _read_text, "docx": _read_docx, "pdf": _read_pdf}
