"""Opinions as people leave them: sayings given a person, a place, a moment and, from every fourth, a contact."""
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from deploy.sample.county import DAY, STATIONS, WINDOW_DAYS
from deploy.sample.draft import article_of
from deploy.sample.material import Point, points
from deploy.sample.records import Activity, Contact, Opinion
from deploy.sample.speech import Words
from deploy.sample.voices import contact, language_of, unit_for

CONTACTS = 257
_CHANNELS = ("web",) * 46 + ("meeting",) * 20 + ("kiosk",) * 12 + ("tablet",) * 12 + ("box",) * 10
_FORMAL_CHANNELS = ("web",) * 7 + ("meeting",) * 2 + ("box",)


@dataclass
class People:
    """Who may sign: which of the sayings leave a contact, and who has signed before."""

    answered: frozenset[int]
    known: list[tuple[str | None, Contact]] = field(default_factory=list)


@dataclass(frozen=True)
class Leaving:
    """Where and when something was left."""

    channel: str
    station: int | None
    minutes: int


def leave_opinions(dice: Random, said: Sequence[Words], meetings: Sequence[Activity]) -> list[tuple[Opinion, Words]]:
    """Every saying as an opinion, in the order of writing, beside the words it came from."""
    left = sorted(((_leaving(dice, words, meetings), words) for words in said), key=lambda pair: pair[0].minutes)
    people = People(frozenset(dice.sample(range(len(left)), CONTACTS)))
    return [(_opinion(dice, index, words, leaving, people), words) for index, (leaving, words) in enumerate(left)]


def _leaving(dice: Random, words: Words, meetings: Sequence[Activity]) -> Leaving:
    channel = dice.choice(_FORMAL_CHANNELS if words.formal else _CHANNELS)
    if words.aside and "（" in words.text:
        channel = "box"
    if channel == "meeting":
        held = dice.choice(meetings)
        return Leaving(channel, held.station, held.minutes + dice.randint(10, 110))
    hours = (7 * 60, 23 * 60) if channel == "web" else (9 * 60, 18 * 60)
    station = None if channel == "web" else dice.randrange(len(STATIONS))
    return Leaving(channel, station, dice.randrange(WINDOW_DAYS) * DAY + dice.randint(*hours))


def _opinion(dice: Random, index: int, words: Words, leaving: Leaving, people: People) -> Opinion:
    about = [points()[number] for number in words.points]
    unit = unit_for(dice, words.text) if words.unit else None
    proposed, reason = _grounds(dice, words, about)
    reached = _contact(dice, unit, leaving, people) if index in people.answered else None
    return Opinion(
        index, _provision(dice, about, words), _stance(words, about), words.text, proposed, reason,
        leaving.channel, leaving.station, language_of(words.text), "organisation" if unit else "person", unit,
        reached, leaving.minutes)


def _contact(dice: Random, unit: str | None, leaving: Leaving, people: People) -> Contact:
    """A new contact, or, one time in six, that of somebody who has spoken before."""
    again = [known for name, known in people.known if name == unit]
    if again and dice.random() < 1 / 6:
        return dice.choice(again)
    new = contact(dice, len(people.known) + 1, unit, leaving.station, len(STATIONS))
    people.known.append((unit, new))
    return new


def _provision(dice: Random, about: Sequence[Point], words: Words) -> str | None:
    if not about:
        return None if dice.random() < 0.8 else article_of(dice.choice(points()).provision)
    if len(about) > 1:
        return about[0].article
    if len(words.text) >= 20 and not words.formal and dice.random() < 0.1:
        return None
    return about[0].provision if dice.random() < 0.75 else about[0].article


def _stance(words: Words, about: Sequence[Point]) -> str:
    if not about:
        return "support" if (words.aside or "").startswith("仅表示肯定") else "comment"
    if words.text.startswith(("反对", "不准")) or "不同意" in words.text:
        return "oppose"
    if len(about) == 1 and (about[0].keeps or words.text.startswith(("支持", "同意"))):
        return "support"
    return _plain_stance(words, about[0])


def _plain_stance(words: Words, point: Point) -> str:
    return "comment" if words.text.endswith("？") and point.stance == "amend" else point.stance


def _grounds(dice: Random, words: Words, about: Sequence[Point]) -> tuple[str | None, str | None]:
    """The wording and the reason some add in the form's other two fields; letters hold theirs already."""
    if len(about) != 1 or language_of(words.text) == "en":
        return None, None
    chances = (0.6, 0.55) if words.formal else (0.12, 0.06)
    proposed = about[0].new if dice.random() < chances[0] else None
    reason = f"{about[0].reason}。" if dice.random() < chances[1] else None
    return proposed, reason
