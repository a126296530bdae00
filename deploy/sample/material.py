"""The text material in memory: points about provisions, opinions to set aside, reasons and notes."""
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from deploy.sample.draft import article_of, label

WORDS = Path(__file__).with_name("words")
_HEAD = re.compile(r"([+-]?)(\S)(\*?) (.+?) \| (.+?) \| (.+)")
_PLACE = re.compile(r"@((?:__\d+)*)")
_OLD = re.compile(r"将@[^“]*?中的“([^”]+)”")
_NEW = re.compile(r"修改为“([^”]+)”|增加[^“]*“([^”]+)”")
_STANCES = {"+": "support", "-": "oppose", "": "amend"}
_LEVELS = ("para", "item", "point")


@dataclass(frozen=True)
class Saying:
    """What somebody says; ``formal`` where a unit or a professional speaks."""

    text: str
    formal: bool


@dataclass(frozen=True)
class Point:
    """One thing people want of one provision, as officers write it down, with what people say for it."""

    provision: str
    kind: str
    stance: str
    popular: bool
    title: str
    change: str
    reason: str
    old: str | None
    new: str | None
    sayings: tuple[Saying, ...]

    @property
    def article(self) -> str:
        """The article it is about."""
        return article_of(self.provision)

    @property
    def keeps(self) -> bool:
        """Whether it asks for things to stay as they are."""
        return self.change.startswith("保留")

    @property
    def sweeping(self) -> bool:
        """Whether it gives the whole provision other words, not a part of it."""
        return self.old is None and self.change.startswith("将") and "修改为" in self.change


@cache
def points() -> tuple[Point, ...]:
    """All points in the order of the files."""
    found: list[Point] = []
    for path in sorted(WORDS.glob("chapter_*.txt")):
        found.extend(_read_points(path.read_text(encoding="utf-8").splitlines()))
    return tuple(found)


def _read_points(lines: list[str]) -> list[Point]:
    found: list[Point] = []
    home, start = "", 0
    for number, line in enumerate(lines):
        if line.startswith("@"):
            home = line[1:].strip()
        elif _HEAD.fullmatch(line):
            start = number + 1
            found.append(_point(home, line, _sayings(lines, start)))
    return found


def _sayings(lines: list[str], start: int) -> tuple[Saying, ...]:
    found: list[Saying] = []
    for line in lines[start:]:
        if line[:2] not in ("- ", "o "):
            break
        found.append(Saying(line[2:].strip(), line[0] == "o"))
    return tuple(found)


def _point(home: str, line: str, sayings: tuple[Saying, ...]) -> Point:
    parts = _HEAD.fullmatch(line)
    if parts is None:
        raise ValueError(f"A point must read 'mark title | change | reason': {line}")
    sign, kind, star, title, change, reason = parts.groups()
    place, old, new = _PLACE.search(change), _OLD.search(change), _NEW.search(change)
    provision = _place(home, place[1]) if place else home
    return Point(provision, kind, _STANCES[sign], bool(star), title, _named(home, change), reason,
                 old[1] if old else None, (new[1] or new[2]) if new else None, sayings)


def _place(home: str, path: str) -> str:
    depth = home.count("__")
    numbers = path.split("__")[1:]
    return "".join([home, *(f"__{_LEVELS[depth + at]}_{number}" for at, number in enumerate(numbers))])


def _named(home: str, change: str) -> str:
    return _PLACE.sub(lambda found: label(_place(home, found[1])), change)


@cache
def asides() -> tuple[tuple[str, str], ...]:
    """Opinions that no suggestion takes up, each with the reason."""
    found: list[tuple[str, str]] = []
    reason = ""
    for line in (WORDS / "aside.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            reason = line[2:]
        else:
            found.append((line[2:], reason))
    return tuple(found)


@cache
def sentences(name: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """Sentences of reasons.txt or notes.txt by key and letter."""
    found: dict[tuple[str, str], list[str]] = {}
    key = ""
    for line in (WORDS / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("="):
            key = line[1:]
        else:
            found.setdefault((key, line[0]), []).append(line[2:])
    return {place: tuple(lines) for place, lines in found.items()}
