"""Which reader takes a file, and what every text goes through."""
from collections.abc import Callable

from services.review.documents.cleaning import clean, is_garbled
from services.review.documents.encoding import decode
from services.review.documents.kinds import kind_of
from services.review.documents.markdown import read_markdown
from services.review.documents.pdf import read_pdf
from services.review.documents.refusal import MOST_BYTES, MOST_CHARACTERS, TOO_LONG, DocumentRefused
from services.review.documents.word import read_word

READERS: dict[str, Callable[[bytes], str]] = {
    "txt": decode, "md": lambda data: read_markdown(decode(data)), "docx": read_word, "pdf": read_pdf}


def read_document(filename: str, data: bytes) -> str:
    """Read a draft's text, or raise DocumentRefused. A file's name is believed only for its ending."""
    ending = filename.rsplit(".", 1)[-1].lower() if "." in filename else ""
    if ending in ("doc", "wps", "rtf", "odt", "docm", "dotx", "ofd"):
        raise DocumentRefused(f"不能直接读 .{ending} 文件，请用 Word 或 WPS 打开，另存为 .docx 后再上传。")
    if ending not in READERS:
        raise DocumentRefused("只支持 .docx、.pdf、.txt 和 .md 文件，请另存为其中一种后再上传。")
    if not data:
        raise DocumentRefused("文件是空的，请检查是否选错了文件。")
    if len(data) > MOST_BYTES:
        raise DocumentRefused("文件超过 20 MB，请去掉图片后再上传。")
    return _checked(READERS[kind_of(ending, data)](data), "文件里没有文字；扫描件请先做文字识别。", "file")


def read_pasted(text: str) -> str:
    """Take a draft that was pasted as text, with the same cleaning and the same limits."""
    return _checked(text, "没有粘贴任何文字，请粘贴草案全文。", "text")


def _checked(text: str, nothing: str, field: str) -> str:
    if len(text) > MOST_CHARACTERS:
        raise DocumentRefused(TOO_LONG, field)
    cleaned = clean(text)
    if not cleaned.strip():
        raise DocumentRefused(nothing, field)
    if is_garbled(cleaned):
        raise DocumentRefused("文字里有许多认不出的字（乱码），请检查原文件，另存为 .docx 或 UTF-8 文本后再试。", field)
    return cleaned
