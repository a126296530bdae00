"""A letter's words: subject and text, in Chinese or English, from templates; never a word of the opinion itself."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

FOLDER = Path(__file__).parents[1] / "templates"
WORDS = {
    "zh": {"adopted": "采纳", "partially_adopted": "部分采纳", "not_adopted": "未采纳", "not_forwarded": "未上报",
           "set_aside": "未列入建议", "whole": "整部草案"},
    "en": {"adopted": "Adopted", "partially_adopted": "Adopted in part", "not_adopted": "Not adopted",
           "not_forwarded": "Not forwarded", "set_aside": "Not taken into a suggestion", "whole": "the whole draft"},
}


@dataclass(frozen=True, kw_only=True)
class Item:
    """One opinion in a letter: its receipt, what it was about, what became of it."""

    receipt: str
    label: str
    summary: str
    reason: str | None
    answers: Sequence[Mapping[str, Any]]
    correction: bool


@dataclass(frozen=True, kw_only=True)
class Title:
    """What letters of a consultation say of it; ``labels`` by eid."""

    title: str
    invented: bool
    labels: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Words:
    """A letter as it is read."""

    subject: str
    text: str


def items_of(rows: Sequence[Any], title: Title) -> list[Item]:
    """The opinions of a letter (rows of receipt, provision, summary, reason, answers, correction)."""
    return [Item(receipt=row.receipt, label=title.labels.get(row.provision or "", ""), summary=row.summary,
                 reason=row.reason, answers=row.answers, correction=row.correction) for row in rows]


def write_letter(language: str, title: Title, name: str, items: Sequence[Item], public_url: str) -> Words:
    """Fill the template of *language*; the first line of the result is the subject."""
    filled = _templates().get_template(f"notify/letter.{language}.txt").render(
        title=title.title, name=name, items=items, url=public_url.rstrip("/"), invented=title.invented,
        words=WORDS[language], corrections=all(item.correction for item in items))
    subject, _, text = filled.partition("\n")
    return Words(subject=subject.strip(), text=text.strip() + "\n")


@cache
def _templates() -> Environment:
    # Plain text: there is no markup to escape. What people wrote is put on one line each.
    environment = Environment(loader=FileSystemLoader(FOLDER), undefined=StrictUndefined, trim_blocks=True,
                              lstrip_blocks=True, autoescape=False, keep_trailing_newline=True)
    environment.filters["line"] = lambda words: " ".join(words.split())
    return environment
