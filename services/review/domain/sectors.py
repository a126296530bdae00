"""Which work group a draft belongs to, by its sector (行业系统)."""
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Placement:
    """The group that was found with the word it was found by; or none, and the groups among which a person chooses."""

    group: str | None = None
    word: str = ""
    candidates: tuple[str, ...] = ()


def place_sector(sector: str, groups: Mapping[str, Iterable[str]]) -> Placement:
    """Find the group for *sector* among *groups* (id → its sectors): a sector that is exactly alike, else one that
    contains or is contained. 文化 does not count beside 历史文化保护, which says it more closely."""
    wanted = _plain(sector)
    words = [(_plain(word), group) for group, sectors in groups.items() for word in sectors]
    found = [each for each in words if each[0] == wanted] or _closest(words, wanted)
    ids = tuple(dict.fromkeys(group for _, group in found))
    return Placement(group=ids[0], word=found[0][0]) if len(ids) == 1 else Placement(candidates=ids)


def _closest(words: Sequence[tuple[str, str]], wanted: str) -> list[tuple[str, str]]:
    """Those that contain the sector or stand in it, without the words that stand inside another one found there."""
    found = [(word, group) for word, group in words if _meets(word, wanted)]
    inside = {word for word, _ in found if word in wanted}
    return [(word, group) for word, group in found if not any(_is_part(word, other) for other in inside)]


def _meets(word: str, wanted: str) -> bool:
    return bool(word and wanted) and (word in wanted or wanted in word)


def _is_part(word: str, other: str) -> bool:
    return word != other and word in other


def _plain(words: str) -> str:
    return "".join(unicodedata.normalize("NFKC", words).casefold().split())
