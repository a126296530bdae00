"""The rules of taking an opinion, pure."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from unicodedata import normalize

import orjson
import rfc8785

from shared.refusals import Invalid, Refused

GRACE = timedelta(days=14)
SKEW = timedelta(minutes=5)
WRONG = "请按每个字段的提示改正后重新提交，什么都没有保存。"
SEALED = ("sealed_contact", "contact_key")


class ConsultationClosedAlready(Refused):
    """The opinion was written after the closing."""


@dataclass(frozen=True, kw_only=True)
class Window:
    """When a consultation takes opinions; ``closes_at`` is the moment it really ended, if earlier than planned."""

    opens_at: datetime
    closes_at: datetime
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class Question:
    """A focus question as answers to it are judged; retired options count, an answer may have been long on its way."""

    kind: str
    text: str
    options: frozenset[str]


@dataclass(frozen=True)
class Arrival:
    """How an opinion came in time: ``late`` = written before the closing, arrived after it; ``ahead`` = its clock
    shows a future moment."""

    late: bool
    ahead: bool


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who brings an opinion: a device (with its station), staff (with theirs; none = all), or anyone."""

    device_id: str | None = None
    station_id: str | None = None
    is_staff: bool = False
    stations: frozenset[str] = frozenset()


def judge_arrival(window: Window, written_at: datetime, now: datetime, writing_counts: bool) -> Arrival:
    """Decide whether an opinion is in time (interfaces.md, "Late").

    From the web the arrival counts; from an enrolled device and from boxes the writing counts, for 14 days.
    A time in the future is kept and flagged. Raises ConsultationClosedAlready.
    """
    ahead = written_at > now + SKEW
    if window.is_open and now <= window.closes_at:
        return Arrival(late=False, ahead=ahead)
    if not writing_counts:
        raise ConsultationClosedAlready("这次征求意见已经结束，不能再提交。")
    if written_at > window.closes_at:
        raise ConsultationClosedAlready("这条意见写于征求意见结束之后，不能收录。")
    if now > window.closes_at + GRACE:
        raise ConsultationClosedAlready("征求意见结束已超过 14 天，不能再补交。")
    return Arrival(late=True, ahead=ahead)


def check_provision(provision: str | None, texts: Mapping[str, str]) -> None:
    """Refuse a provision that the draft's version does not have; None means the whole draft."""
    if provision is not None and provision not in texts:
        raise Invalid(WRONG, {"provision": [f"这一版草案里没有 {provision[:60]}，请从条款列表里选。"]})


def check_anchor(quote: str, words: str) -> None:
    """Refuse a quotation that does not occur in a provision's *words* (bare). Where it begins is not checked: the
    body stays as it came, and who reads it looks for the nearest place."""
    if bare(quote) not in words:
        raise Invalid(WRONG, {"anchor": ["引用的原句不在这一条款里，请从草案原文里重新选一句，或者不引用。"]})


def find_quote(text: str, quote: str, start: int) -> tuple[int, int] | None:
    """Where *quote* stands in *text*, as beginning and end: the place nearest to *start*, white space and width
    ignored; None if it does not."""
    places = [(letter, place) for place, each in enumerate(text) for letter in bare(each)]
    words, wanted = "".join(letter for letter, _ in places), bare(quote)
    found: list[tuple[int, int]] = []
    at = words.find(wanted) if wanted else -1
    while at >= 0:
        found.append((places[at][1], places[at + len(wanted) - 1][1] + 1))
        at = words.find(wanted, at + 1)
    return min(found, key=lambda each: abs(each[0] - start), default=None)


def check_answers(answers: Mapping[str, str], questions: Mapping[str, "Question"]) -> None:
    """Refuse an answer to a question, or by an option, that was never put; "" is no answer."""
    faults = {f"answers.{id_[:60]}": [fault] for id_, answer in answers.items()
              if answer and (fault := _fault_of(answer, questions.get(id_)))}
    if faults:
        raise Invalid(WRONG, faults)


def _fault_of(answer: str, asked: "Question | None") -> str:
    """What is wrong with an answer, if anything."""
    if asked is None:
        return "这一版草案没有这道焦点题，请去掉这个回答。"
    if asked.kind == "words":
        return ""
    given = answer.split(" ")
    unknown = [each for each in given if each not in asked.options]
    if unknown:
        return f"“{asked.text[:40]}”没有 {unknown[0][:20] or '空白'} 这个选项，请从选项里选。"
    if len(given) > (1 if asked.kind == "single" else len(set(given))):
        return f"“{asked.text[:40]}”{'只能选一项' if asked.kind == 'single' else '有选项重复了'}。"
    return ""


def bare(text: str) -> str:
    """The characters that count in a comparison: in their usual width, without white space."""
    return "".join(normalize("NFKC", text).split())


def article_of(eid: str) -> str:
    """The article that a provision stands in: art_12__para_2 is in art_12."""
    return eid.split("__")[0] if eid.startswith(("art_", "annex_")) else eid


def offered(questions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The focus questions that are put to people now, without those and the options that are retired."""
    return [{name: question[name] for name in ("id", "text", "kind", "provision")} | {"options": [
        {"id": each["id"], "text": each["text"]} for each in question["options"] if not each["retired"]]}
            for question in questions if not question["retired"]]


def claims_place(channel: str, station_id: str | None, popup_id: str | None) -> bool:
    """Whether an opinion says it came from a station or by a channel other than the web: that must be shown."""
    return channel != "web" or station_id is not None or popup_id is not None


def may_claim(sender: Sender, station_id: str | None) -> bool:
    """Whether this sender may bring an opinion in that station's name: a device its own, staff theirs."""
    if sender.device_id is not None:
        return station_id in (None, sender.station_id)
    return sender.is_staff and (not sender.stations or station_id is None or station_id in sender.stations)


def canonical(body: Mapping[str, Any]) -> bytes:
    """The RFC 8785 form of an opinion's body without the sealed contact: what "the same body" is told by.

    Bodies of strings, true, false, null and small whole numbers under ASCII names (nearly all) are written by
    orjson, whose sorted output is the same; the rest by the RFC's own rules.
    """
    bare = {name: value for name, value in body.items() if name not in SEALED}
    if _is_plain(bare):
        return orjson.dumps(bare, option=orjson.OPT_SORT_KEYS)
    return rfc8785.dumps(bare)


def digest_of(body: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical body, hexadecimal."""
    return sha256(canonical(body)).hexdigest()


def _is_plain(value: Any) -> bool:
    if isinstance(value, dict):
        return all(name.isascii() and _is_plain(inner) for name, inner in value.items())
    if isinstance(value, list):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, str | bool) or (isinstance(value, int) and abs(value) < 2**53)
