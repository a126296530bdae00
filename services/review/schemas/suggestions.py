"""HTTP bodies of suggestions: consolidation, gate, approval."""
from typing import Any

from marshmallow import fields, validate

from services.review.domain.gating import VERDICTS
from services.review.schemas.consultations import PageQuery
from shared.schemas import Eid, Id, Strict, Words

SUGGESTION_STATES = ("drafted", "returned", "gated", "approved", "forwarded", "decided", "not_forwarded", "retired")


def _version(required: bool = True) -> fields.Integer:
    return fields.Integer(required=required, strict=True, validate=validate.Range(1, 2**31 - 1))


def _ids(least: int = 0, most: int = 100_000, **rest: Any) -> "fields.List[Any]":
    within = validate.Length(least, most, error=f"至少 {least} 个，最多 {most} 个。")
    return fields.List(Id(), validate=within, **rest)


class SuggestionQuery(PageQuery):
    """Filters of the list of suggestions."""

    state = fields.String(load_default="", validate=validate.OneOf(("", *SUGGESTION_STATES)))


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


class AspectSchema(Strict):
    """One aspect: it passes or needs work, and the words for it."""

    verdict = fields.String(required=True, validate=validate.OneOf(VERDICTS))
    note = Words(load_default=None, allow_none=True, most=1000)


class AspectsSchema(Strict):
    """The four aspects of 把关; each may be left out."""

    legality = fields.Nested(AspectSchema)
    necessity = fields.Nested(AspectSchema)
    feasibility = fields.Nested(AspectSchema)
    wording = fields.Nested(AspectSchema)


class GateSchema(Strict):
    """把关: pass, or revise with a note or with words for an aspect; ``version`` is the one that was read."""

    verdict = fields.String(required=True, validate=validate.OneOf(VERDICTS))
    note = Words(load_default=None, allow_none=True, most=2000)
    aspects = fields.Nested(AspectsSchema, load_default=dict)
    version = _version(required=False)


class PickSchema(Strict):
    """Which suggestions; ``versions`` are those that were read, by id."""

    suggestion_ids = _ids(1, 20_000, required=True)
    versions = fields.Dict(keys=Id(), values=_version(), load_default=dict)


class ReturnSchema(PickSchema):
    """需修改: which suggestions go back to the officer, and why."""

    reason = Words(required=True, least=1, most=2000)
