"""Forms of the workbench, the gate and the approval: each act takes its own fields of the page's form."""
import re
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from services.review.domain.outline import WHOLE
from services.review.schemas.people import OneOrMany
from shared.schemas import EID, Eid, Id, Pattern, Strict, Words

STANCES = ("support", "oppose", "amend", "comment")
_CHOICE = re.compile(r"[0-9a-f-]{36}:[0-9]{1,9}")


def _ids(sentence: str, most: int = 500) -> OneOrMany:
    return OneOrMany(Id(), required=True, validate=validate.Length(1, most, error=sentence),
                     error_messages={"required": sentence})


class VoiceForm(Strict):
    """A voice, the near ones that go with it, the one to look at next."""

    sample = Id(required=True, error_messages={"required": "请先选一条意见。"})
    near = OneOrMany(Id(), load_default=list, validate=validate.Length(0, 500))


class MakeForm(VoiceForm):
    """The words of a new suggestion of a voice."""

    title = Words(required=True, least=1, most=200, error_messages={"required": "请写建议标题。"})
    text = Words(required=True, least=1, most=5000, error_messages={"required": "请写建议内容。"})
    why = Words(required=True, least=1, most=2000, error_messages={"required": "请写理由。"})


class AsideForm(VoiceForm):
    """Why a voice goes into no suggestion."""

    reason = Words(required=True, least=1, most=2000, error_messages={"required": "请写理由，提意见的人会看到。"})


class ChoiceSchema(Strict):
    """A suggestion as a button names it: id and version."""

    into = Pattern(_CHOICE, "请选一条建议。", required=True, error_messages={"required": "请选一条建议。"})

    @post_load
    def parts(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Take the id and the version apart."""
        suggestion, version = data["into"].split(":")
        return {"suggestion": suggestion, "version": int(version)}


class RestoreForm(Strict):
    """Opinions that were set aside and wait again."""

    opinion_ids = _ids("请先勾选意见。")


class MembersForm(Strict):
    """Wordings that are ticked among those behind a suggestion."""

    suggestion = Id(required=True)
    version = fields.Integer(required=True, validate=validate.Range(1, 2**31 - 1))
    picked = _ids("请先勾选要移走的意见。")


class MoveForm(MembersForm):
    """Where ticked members go."""

    into = Pattern(_CHOICE, "请选移到哪一条建议。", required=True, error_messages={"required": "请选移到哪一条建议。"})


class SplitForm(MembersForm):
    """The title of the new suggestion that ticked members become."""

    title = Words(required=True, least=1, most=200, error_messages={"required": "请写新建议的标题。"})


class MergeForm(Strict):
    """Two suggestions, each as it was seen: the one that stays and the one that goes into it."""

    into = Pattern(_CHOICE, "请选留下哪一条建议。", required=True)
    other = Pattern(_CHOICE, "请选并入哪一条建议。", required=True, error_messages={"required": "请选第二条建议。"})


class EditSchema(Strict):
    """A suggestion's words."""

    suggestion = Id(required=True)
    version = fields.Integer(required=True, validate=validate.Range(1, 2**31 - 1))
    title = Words(required=True, least=1, most=200, error_messages={"required": "请写建议标题。"})
    text = Words(required=True, least=1, most=5000, error_messages={"required": "请写建议内容。"})
    why = Words(required=True, least=1, most=2000, error_messages={"required": "请写理由。"})


class OneSchema(Strict):
    """One suggestion."""

    suggestion = Id(required=True)


class ManySchema(Strict):
    """Suggestions that are ticked."""

    suggestion_ids = _ids("请先勾选建议。", 20_000)


class DeclineForwardSchema(OneSchema):
    """Why a suggestion does not go to the legislature."""

    reason = Words(required=True, least=1, most=2000, error_messages={"required": "请写不报送的理由。"})


class PlaceQuery(Strict):
    """Where on the workbench: the article, the page of what waits, the page of what is set aside."""

    article = Words(load_default="", most=120)
    page = fields.Integer(load_default=1, validate=validate.Range(1, 100_000))
    aside = fields.Integer(load_default=1, validate=validate.Range(1, 100_000))


class BenchQuery(PlaceQuery):
    """Besides: the voice in focus, the one that is kept because it has more points, the suggestion that is open, and
    what is wanted of the voices."""

    voice = Words(load_default="", most=36)
    keep = Words(load_default="", most=36)
    open = Words(load_default="", most=36)
    stance = fields.String(load_default="", validate=validate.OneOf(("", *STANCES)))
    tier = fields.String(load_default="", validate=validate.OneOf(("", "one", "many", "near")))
    q = Words(load_default="", most=100)


class HistoryQuery(Strict):
    """What is wanted of the history: a suggestion, an opinion, a person, a kind; whether its chain is checked."""

    suggestion = Words(load_default="", most=36)
    opinion = Words(load_default="", most=36)
    who = Words(load_default="", most=36)
    kind = Words(load_default="", most=20)
    check = fields.Boolean(load_default=False)
    page = fields.Integer(load_default=1, validate=validate.Range(1, 100_000))


class StepForm(Strict):
    """One step of the history."""

    step = Id(required=True)


class PairQuery(Strict):
    """Two suggestions, the one that stays first."""

    into = Words(load_default="", most=36)
    other = Words(load_default="", most=36)
    no = fields.Integer(load_default=0, validate=validate.Range(0, 2**31 - 1))


class PlaceForm(Strict):
    """Where the ticked opinions, or all that were left on one old article, belong in the newest version: at an article,
    to the whole draft, or answered by its text."""

    opinion_ids = OneOrMany(Id(), load_default=list, validate=validate.Length(0, 500))
    all = fields.Boolean(load_default=False)
    choice = fields.String(required=True, error_messages={"required": "请选放到哪里。"},
                           validate=validate.OneOf(("provision", "whole", "answered"), error="请选放到哪里。"))
    to = Eid(load_default=None)
    why = Words(load_default=None, most=500)

    @validates_schema(skip_on_field_errors=True)
    def check_target(self, data: dict[str, Any], **_: Any) -> None:
        """Putting it at an article needs the article."""
        if not data["opinion_ids"] and not data["all"]:
            raise ValidationError("请先勾选意见。", "opinion_ids")
        if data["choice"] == "provision" and not data["to"]:
            raise ValidationError("请选一条。", "to")

    @post_load
    def name(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """The operation's own names."""
        return data | {"provision": data["to"]}


class PlaceSuggestionForm(OneSchema):
    """Where a suggestion belongs in the newest version: a provision, or the whole draft."""

    version = fields.Integer(required=True, validate=validate.Range(1, 2**31 - 1))
    to = Pattern(re.compile(f"{EID.pattern}|{WHOLE}"), "请选一条。", required=True,
                 error_messages={"required": "请选一条。"})

    @post_load
    def name(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """None is the whole draft."""
        return data | {"provision": None if data["to"] == WHOLE else data["to"]}


class AskQuery(Strict):
    """Which old article's opinions, those already decided or not, which page."""

    group = Words(load_default="", most=140)
    decided = fields.Boolean(load_default=False)
    page = fields.Integer(load_default=1, validate=validate.Range(1, 100_000))
