"""HTTP bodies about work groups, officers and advisers."""
from marshmallow import fields, validate

from services.review.domain.pool import SOURCES
from services.review.schemas.people import OneOrMany, WordList
from shared.schemas import Id, Strict, Words


class GroupSchema(Strict):
    """A work group; ``leader_id`` is an account with the role leader."""

    name = Words(required=True, least=1, most=100)
    sectors = WordList(required=True, validate=validate.Length(1, 30, error="至少写一个行业系统，最多 30 个。"))
    leader_id = Id(load_default=None, allow_none=True)


class PlacementSchema(Strict):
    """The work group a consultation or filing is given to by a person."""

    group_id = Id(required=True, error_messages={"required": "请选工作小组。"})


class OfficerSchema(Strict):
    """Where an officer was found, and whom he is in touch with."""

    source = fields.String(required=True, validate=validate.OneOf(SOURCES, error="请选来源类别。"),
                           error_messages={"required": "请选来源类别。"})
    organisation = Words(load_default="", most=100)
    constituency = Words(required=True, least=1, most=300, error_messages={"required": "请写联系的村组、社区或单位。"})


class OfficerForm(OfficerSchema):
    """The same from a page, with the stations; none ticked means all."""

    stations = OneOrMany(Id(), load_default=list, validate=validate.Length(0, 200, error="最多 200 个。"))


class AdviserSchema(Strict):
    """Where a legal adviser works; the licence may be left out."""

    organisation = Words(required=True, least=1, most=100, error_messages={"required": "请写所在单位。"})
    licence = Words(load_default="", most=40)


class StaffQuery(Strict):
    """Searching and filtering officers, advisers or groups."""

    q = Words(load_default="", most=100)
    source = fields.String(load_default="", validate=validate.OneOf(("", "none", *SOURCES)))
    station = Words(load_default="", most=36)
    page = fields.Integer(load_default=1, validate=validate.Range(1, 100_000, error="应为 1 到 100000 的整数。"))
