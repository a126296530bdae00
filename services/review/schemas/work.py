"""HTTP bodies of consultations, opinions, assignments and suggestions."""
from typing import Any

from marshmallow import Schema, fields, validate

from shared.contracts.consultations import LEVELS
from shared.schemas import Eid, Id, Moment, Strict, Truth, Words

OPINION_STATES = ("waiting", "in_suggestions", "set_aside", "withdrawn")
PLACE_STATES = ("kept", "moved", "ask", "placed", "answered")
SUGGESTION_STATES = ("drafted", "returned", "gated", "approved", "forwarded", "decided", "not_forwarded", "retired")


def _page() -> fields.Integer:
    return fields.Integer(load_default=1, validate=validate.Range(1, 1_000_000, error="应为 1 以上的页码。"))


def _scale() -> fields.Integer:
    return fields.Integer(required=True, strict=True, validate=validate.Range(1, 5, error="应为 1 到 5。"))


def _version(required: bool = True) -> fields.Integer:
    return fields.Integer(required=required, strict=True, validate=validate.Range(1, 2**31 - 1))


def _ids(least: int = 0, most: int = 100_000, **rest: Any) -> "fields.List[Any]":
    within = validate.Length(least, most, error=f"至少 {least} 个，最多 {most} 个。")
    return fields.List(Id(), validate=within, **rest)


class ImportSchema(Strict):
    """What goes with an uploaded draft, or with its words as ``text``; ``stations`` may be given several times or
    separated by commas."""

    text = fields.String(load_default="")
    title = Words(required=True, least=1, most=200)
    level = fields.String(required=True, validate=validate.OneOf(LEVELS))
    sector = Words(required=True, least=1, most=100)
    opens_at = Moment(required=True)
    closes_at = Moment(required=True)
    stations = fields.List(Id(), load_default=list)
    audience = Words(load_default="", most=500)
    invented = fields.Boolean(load_default=False)
    shows_counts = fields.Boolean(load_default=True)


class OpenSchema(Strict):
    """Opening with warnings needs a yes to them."""

    accept_warnings = fields.Boolean(load_default=False)


class ChangeSchema(Strict):
    """What of a consultation may be changed while it is a draft or open."""

    title = Words(least=1, most=200)
    opens_at = Moment()
    closes_at = Moment()
    audience = Words(most=500)
    stations = fields.List(Id())
    shows_counts = Truth()


class PastedSchema(Strict):
    """What goes with the next version of a draft: its words as ``text``, where no file is uploaded."""

    text = fields.String(load_default="")


class IssueSchema(OpenSchema):
    """Issuing a version; ``stamp`` is that of the one that was looked over."""

    stamp = Words(load_default="", most=16)


class PlaceSchema(Strict):
    """Where an opinion belongs in the newest version."""

    choice = fields.String(required=True, error_messages={"required": "请选一种。"},
                           validate=validate.OneOf(("provision", "whole", "answered"), error="请选一种。"))
    provision = Eid(load_default=None, allow_none=True)
    why = Words(load_default=None, allow_none=True, most=500)


class PageQuery(Schema):
    """A list's page."""

    page = _page()


class OpinionQuery(PageQuery):
    """Filters of the list of opinions."""

    state = fields.String(load_default="", validate=validate.OneOf(("", *OPINION_STATES)))
    provision = Eid(load_default="")
    place = fields.String(load_default="", validate=validate.OneOf(("", *PLACE_STATES)))


class SuggestionQuery(PageQuery):
    """Filters of the list of suggestions."""

    state = fields.String(load_default="", validate=validate.OneOf(("", *SUGGESTION_STATES)))


class AssignmentQuery(PageQuery):
    """Filters of the list of assignments."""

    consultation = Id(load_default="")
    state = fields.String(load_default="", validate=validate.OneOf(("", "offered", "assessed", "declined")))


class AssignSchema(Strict):
    """Whether to show the assignment only."""

    dry_run = fields.Boolean(load_default=False)


class AssessmentSchema(Strict):
    """What an expert says of an opinion; scales from 1 to 5."""

    verdict = fields.String(required=True, validate=validate.OneOf(("support", "revise", "reject")))
    legality = _scale()
    necessity = _scale()
    feasibility = _scale()
    wording = _scale()
    note = Words(load_default=None, allow_none=True, most=2000)
    proposed_text = Words(load_default=None, allow_none=True, most=5000)


class DeclineSchema(Strict):
    """Why an expert steps back, and who could do it instead."""

    reason = Words(required=True, least=1, most=500)
    instead = Id(load_default=None, allow_none=True)


class ReasonSchema(Strict):
    """A reason that the submitter will read."""

    reason = Words(required=True, least=1, most=2000)


class SuggestionSchema(Strict):
    """A new suggestion."""

    title = Words(required=True, least=1, most=200)
    text = Words(required=True, least=1, most=5000)
    reason = Words(required=True, least=1, most=2000)
    provision = Eid(load_default=None, allow_none=True)
    opinion_ids = _ids(1, required=True)


class SuggestionChange(Strict):
    """New words for a suggestion; ``version`` is the one that was read."""

    version = _version()
    title = Words(least=1, most=200)
    text = Words(least=1, most=5000)
    reason = Words(least=1, most=2000)
    provision = Eid(allow_none=True)


class MembersSchema(Strict):
    """Opinions to put behind a suggestion and to take away."""

    version = _version()
    add = _ids(load_default=list)
    remove = _ids(load_default=list)


class SplitSchema(Strict):
    """Which opinions go into the new suggestion, and its words where they differ."""

    version = _version()
    opinion_ids = _ids(1, required=True)
    title = Words(load_default="", most=200)
    text = Words(load_default="", most=5000)
    reason = Words(load_default="", most=2000)
    provision = Eid(load_default=None, allow_none=True)


class MergeSchema(Strict):
    """Which suggestions are taken into this one."""

    version = _version()
    suggestion_ids = _ids(1, 500, required=True)


class GateSchema(Strict):
    """把关: pass, or revise with a note."""

    verdict = fields.String(required=True, validate=validate.OneOf(("pass", "revise")))
    note = Words(load_default=None, allow_none=True, most=2000)


class ApproveSchema(Strict):
    """What the leader approves."""

    suggestion_ids = _ids(1, 20_000, required=True)
