"""Files of JSON lines: read whole and checked line by line, written at once."""
import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from shared.refusals import Invalid

T = TypeVar("T")
MOST_BYTES = 100_000_000
MOST_CHARACTERS = 100_000  # of one text


class Line(dict[str, Any]):
    """One object and the number of its line."""

    def __init__(self, number: int, fields: dict[str, Any]) -> None:
        super().__init__(fields)
        self.number = number

    def text(self, name: str) -> str:
        """A field that must be a text."""
        return self._checked(name, self.get(name))

    def texts(self, name: str) -> tuple[str, ...]:
        """A field that is a list of texts, or absent."""
        found = self.get(name) or []
        if not isinstance(found, list):
            raise self.refusal(f"“{name}”应为文字的列表")
        return tuple(self._checked(name, each) for each in found)

    def _checked(self, name: str, found: Any) -> str:
        """A text of bearable length; half a character, which cannot be written, becomes a question mark."""
        if not isinstance(found, str):
            raise self.refusal(f"缺少“{name}”，或它不是文字")
        if len(found) > MOST_CHARACTERS:
            raise self.refusal(f"“{name}”超过 {MOST_CHARACTERS} 字")
        return found.encode("utf-8", "replace").decode()

    def refusal(self, what: str) -> Invalid:
        """What is wrong with this line."""
        return Invalid(f"第 {self.number} 行：{what}，请改正后再试。")


def read_lines(path: Path, make: Callable[[Line], T]) -> list[T]:
    """What *make* makes of the objects of a file, each with an id of its own; raises Invalid with one sentence that
    names the file and the line."""
    try:
        return [make(line) for line in _read(path)]
    except OSError as error:
        raise Invalid(f"{path}: {error.strerror}") from None
    except Invalid as refused:
        raise Invalid(f"{path}: {refused.sentence}") from None


def _read(path: Path) -> list[Line]:
    if path.exists() and not path.is_file():
        raise Invalid("不是普通文件，请给出 JSON 行文件的路径。")
    with path.open("rb") as opened:
        content = opened.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Invalid(f"文件超过 {MOST_BYTES // 1_000_000} MB，请分成几个文件。")
    found = [_line(number, raw) for number, raw in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1)
             if raw.strip()]
    _check_ids(found)
    return found


def _line(number: int, raw: bytes) -> Line:
    try:
        found = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError:
        raise Line(number, {}).refusal("不是 UTF-8 编码的文字") from None
    except (ValueError, RecursionError):
        raise Line(number, {}).refusal("不是 JSON") from None
    if not isinstance(found, dict):
        raise Line(number, {}).refusal("应为一个 JSON 对象，如 {\"id\": \"1\", \"text\": \"……\"}")
    return Line(number, found)


def _check_ids(lines: Sequence[Line]) -> None:
    first: dict[str, int] = {}
    for line in lines:
        name = line.text("id")
        if not name.strip():
            raise line.refusal("“id”是空的")
        if name in first:
            raise line.refusal(f"“id”与第 {first[name]} 行相同")
        first[name] = line.number


def write_lines(rows: Iterable[dict[str, Any]]) -> None:
    """Print one JSON object a line; a reader that has seen enough may stop it quietly."""
    try:
        print("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), end="", flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
