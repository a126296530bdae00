"""A Word file is a zip of parts. It is opened with care: few parts, one read at a time, in portions, never too much."""
import io
import zipfile
from collections.abc import Iterator

from services.review.documents.refusal import DocumentRefused

MOST_PARTS, PORTION = 5_000, 1 << 16
BROKEN = "Word 文件已损坏，请重新保存后再上传。"
TOO_LARGE = "Word 文件解开后太大，请把草案的文字粘贴到新文档后再上传。"
_IN_DIRECTORY = b"PK\x01\x02"
_LOCKED = 0x1


class Package:
    """The parts of a Word file, by name."""

    def __init__(self, data: bytes) -> None:
        if data.count(_IN_DIRECTORY) > MOST_PARTS:  # before the directory is read, which costs far more than its bytes
            raise DocumentRefused(TOO_LARGE)
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except Exception as error:  # a damaged directory fails in many ways; all of them mean the same
            raise DocumentRefused("这不是有效的 Word 文件（.docx），或者文件不完整，请重新保存后再上传。") from error
        self._parts = {each.filename.replace("\\", "/").lstrip("/").lower(): each for each in self._archive.infolist()}

    def __contains__(self, name: str) -> bool:
        """Whether there is a part of this name."""
        return name.lower() in self._parts

    def read(self, name: str, most: int) -> Iterator[bytes]:
        """A part's bytes, in portions; a part that is damaged or larger than *most* is refused."""
        part = self._parts.get(name.lower())
        if part is None:
            raise DocumentRefused(BROKEN)
        if part.flag_bits & _LOCKED:
            raise DocumentRefused("文件设有密码，请取消密码后再上传。")
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):  # others unpack without a bound
            raise DocumentRefused(BROKEN)
        if part.file_size > most:
            raise DocumentRefused(TOO_LARGE)
        yield from self._portions(part)

    def _portions(self, part: zipfile.ZipInfo) -> Iterator[bytes]:
        """No more comes than the directory declares: zipfile stops there and compares the checksum."""
        portion, opened = b"-", None
        while portion:
            try:
                opened = opened or self._archive.open(part)
                portion = opened.read(PORTION)
            except Exception as error:  # as above: zlib, struct, lengths, checksums
                raise DocumentRefused(BROKEN) from error
            yield portion
