"""Who must step back from what: recusals by sector, place and organisation, and by any other word."""
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, cast

Kind = Literal["sector", "place", "organisation", "other"]
KINDS: tuple[Kind, ...] = ("sector", "place", "organisation", "other")
LEAST = 2


@dataclass(frozen=True, kw_only=True)
class Recusal:
    """Something an expert must step back from; ``other`` looks at everything that is known of the matter."""

    kind: Kind
    word: str


@dataclass(frozen=True, kw_only=True)
class Parties:
    """Whom and what a matter touches. It is looked at here and shown to no expert. ``others``: titles, ids."""

    sector: str = ""
    places: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def read_recusals(kept: Iterable[Mapping[str, str]], organisation: str = "") -> tuple[Recusal, ...]:
    """Recusals as they are kept with an expert, and that from the expert's own *organisation*."""
    found = [Recusal(kind=cast(Kind, each["kind"]), word=each["word"]) for each in kept]
    if organisation:
        found.append(Recusal(kind="organisation", word=organisation))
    return tuple(found)


def must_recuse(recusals: Iterable[Recusal], matter: Parties) -> Recusal | None:
    """The first of *recusals* that *matter* meets, None if it meets none.

    A sector, place or organisation is met by a wider and by a narrower name alike: 水务局 meets 清溪市水务局, and
    龙井镇龙井村 meets 龙井镇, since nobody knows that the matter is not about that very village.
    """
    names = _names_of(matter)
    return next((each for each in recusals if _is_met(each, names)), None)


def _names_of(matter: Parties) -> dict[str, tuple[str, ...]]:
    """What each kind of recusal looks at; ``other`` at everything."""
    said = {"sector": (matter.sector,), "place": matter.places, "organisation": matter.organisations}
    names = {kind: tuple(map(_plain, each)) for kind, each in said.items()}
    return names | {"other": (*names["sector"], *names["place"], *names["organisation"], *map(_plain, matter.others))}


def _is_met(recusal: Recusal, names: Mapping[str, tuple[str, ...]]) -> bool:
    word = _plain(recusal.word)
    if recusal.kind == "other":
        return bool(word) and any(word in name for name in names["other"])
    return any(_meets(word, name) for name in names[recusal.kind])


def _meets(word: str, name: str) -> bool:
    return min(len(word), len(name)) >= LEAST and (word in name or name in word)


@lru_cache(maxsize=20_000)
def _plain(words: str) -> str:
    return "".join(unicodedata.normalize("NFKC", words).casefold().split())
