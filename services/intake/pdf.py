"""Numbered slips on paper: the form with its QR code, labels for people's own paper, the sheet that goes with a batch.

The fields are the web form's; where the QR code stands and where the contact strip begins is said in domain/sheet.py.
"""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from math import ceil
from pathlib import Path

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from services.intake.domain import sheet
from services.intake.domain.slips import code_of, label_code_of, printed

_TEMPLATES = Path(__file__).parent / "templates"
SHEETS = ("a5", "a4")
MOST_AT_ONCE = 100  # slips in one PDF: a few seconds of work
TOP, SIDE, GAP = 42.0, 124.0, 1.8  # millimetres
ROW, SMALL_ROW = 6.2, 3.75  # the height of a line to tick, of a line of the list of articles
LETTER, SMALL_LETTER = 3.35, 2.65  # the width of a Chinese character in each
MOST_ARTICLE_LINES, MOST_QUESTION_LINES = 6, 4


@dataclass(frozen=True, kw_only=True)
class Ticks:
    """A question with boxes to tick."""

    label: str
    options: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Form:
    """What stands on every slip of a batch, in the reader's language. ``lines``: what is written by hand, each with
    its share of the height; ``articles`` and ``questions`` only as far as they fit."""

    language: str
    words: Mapping[str, str]
    title: str
    station: str
    stance: Ticks
    lines: Sequence[tuple[str, int]]
    channels: Sequence[str]
    invented: bool = False
    articles: Sequence[str] = ()
    questions: Sequence[Ticks] = field(default=())


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A batch, or a part of one, that is printed now."""

    batch_id: str
    kind: str
    serials: range
    issued: tuple[int, int]
    issued_by: str
    issued_on: str


def print_slips(form: Form, paper: Paper, size: str = "a5") -> bytes:
    """The slips as a PDF: one to an A5 page, or two to an A4 page laid crosswise."""
    articles, questions = fitting(form.articles), fitting_questions(form.questions)
    return _print("intake/print/slips.html", form=form, paper=paper, size=size, at=sheet, articles=articles,
                  questions=questions, boxes=boxes_of(form, articles, questions))


def print_labels(form: Form, paper: Paper) -> bytes:
    """Labels with number and QR code, 24 to an A4 page."""
    return _print("intake/print/labels.html", form=form, paper=paper)


def print_header(form: Form, paper: Paper) -> bytes:
    """The sheet that goes with a batch: what was issued to whom, its QR code, and lines to sign."""
    return _print("intake/print/header.html", form=form, paper=paper)


def fitting(articles: Sequence[str]) -> list[str]:
    """The list of articles if all of it fits on the slip; else nothing, the draft hangs beside the box."""
    return list(articles) if _article_lines(articles) <= MOST_ARTICLE_LINES else []


def fitting_questions(questions: Sequence[Ticks]) -> list[Ticks]:
    """The first questions that fit on the slip."""
    fit: list[Ticks] = []
    for each in questions:
        if sum(map(_rows, [*fit, each])) > MOST_QUESTION_LINES:
            break
        fit.append(each)
    return fit


def boxes_of(form: Form, articles: Sequence[str], questions: Sequence[Ticks]) -> list[tuple[str, float, float]]:
    """Where the boxes to write in stand: label, top and height in millimetres; they share what the rest leaves."""
    top = TOP + ROW * (1 + _rows(form.stance)) + (SMALL_ROW * _article_lines(articles) + GAP if articles else 0)
    bottom = sheet.CUT - 2 * GAP - ROW * sum(map(_rows, questions))
    unit = (bottom - top) / sum(share for _, share in form.lines)
    found = []
    for label, share in form.lines:
        found.append((label, round(top, 2), round(unit * share - GAP, 2)))
        top += unit * share
    return found


def _article_lines(articles: Sequence[str]) -> int:
    return ceil(sum(_width(each) + 1 for each in articles) * SMALL_LETTER / (SIDE * 0.93))


def _rows(each: Ticks) -> int:
    wide = _width(each.label) + 1 + sum(_width(option) + 3.2 for option in each.options)
    return ceil(wide * LETTER / SIDE)


def _width(words: str) -> float:
    """A width in Chinese characters; a Latin letter is a little more than half of one."""
    return sum(0.56 if letter.isascii() else 1.0 for letter in words)


def picture(text: str) -> Markup:
    """A QR code as SVG without a margin: its corners are the corners of the box it is put in."""
    held = BytesIO()
    segno.make(text, error="q", micro=False).save(held, kind="svg", xmldecl=False, svgns=True, border=0, omitsize=True)
    return Markup(held.getvalue().decode())


def _print(template: str, **values: object) -> bytes:
    from services.intake.printing import print_html  # a second to load, and only who prints needs it

    return print_html(_ENVIRONMENT.get_template(template).render(**values))


_ENVIRONMENT = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined,
                           trim_blocks=True, lstrip_blocks=True)
_ENVIRONMENT.filters.update(printed=printed, picture=picture)
_ENVIRONMENT.globals.update(code_of=code_of, label_code_of=label_code_of)
