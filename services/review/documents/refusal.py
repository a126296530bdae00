"""What cannot be read, and how much is read at most."""
from shared.refusals import Invalid

MOST_BYTES, MOST_CHARACTERS = 20_000_000, 3_000_000
TOO_LONG = "文字太长，不像一部法规草案，请检查是否选错了文件。"


class DocumentRefused(Invalid):
    """The file, or the pasted text, cannot be read as a draft; the sentence says why."""

    def __init__(self, sentence: str, field: str = "file") -> None:
        super().__init__("草案没有导入。", {field: [sentence]})
