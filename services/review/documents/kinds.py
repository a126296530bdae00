"""What a file is by its first bytes, whatever its name says."""
import re

from services.review.documents.refusal import DocumentRefused

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_AGAIN = "请用 Word 或 WPS 打开，另存为 .docx 后再上传。"
_MARKUP = re.compile(rb"\s*(?:<\?xml\b|<!doctype\s+html|<html\b|MIME-Version:)", re.IGNORECASE)


def kind_of(ending: str, data: bytes) -> str:
    """The reader for a file: a Word file or a PDF that bears another name is read as what it is."""
    head = data[:1024].removeprefix(b"\xef\xbb\xbf")
    if head.startswith(_OLE):
        raise DocumentRefused(_of_ole(data))
    if head.startswith(b"{\\rtf"):
        raise DocumentRefused(f"这是 RTF 文件，{_AGAIN}")
    if _MARKUP.match(head):
        raise DocumentRefused(f"这是网页或 XML 文件，{_AGAIN}")
    if head.startswith(b"PK\x03\x04"):
        return "docx"
    return "pdf" if head.lstrip().startswith(b"%PDF-") else ending


def _of_ole(data: bytes) -> str:
    """Old Word files and encrypted new ones come in the same container, whose directory names its streams."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "文件设有打开密码，请在 Word 中取消密码后再上传。"
    return f"这是旧版 Word（.doc）或 WPS 文件，{_AGAIN}"
