"""The words that pages show for what the code names in English, and where they send people next."""
from flask import Response, redirect, request
from flask_babel import gettext

from shared.refusals import Errors, Refused

DIGITS = 7
Page = str | tuple[str, int] | Response


def _(words: str, **values: object) -> str:
    """Say *words* in the reader's language."""
    return str(gettext(words, **values))


def stance_words() -> list[tuple[str, str]]:
    """What somebody thinks of a provision."""
    return [("support", _("赞成")), ("oppose", _("反对")), ("amend", _("建议修改")), ("comment", _("其他想法"))]


def submitter_words() -> list[tuple[str, str]]:
    """Who speaks."""
    return [("person", _("我自己")), ("organisation", _("一个单位或组织"))]


def outcome_words() -> dict[str, tuple[str, str]]:
    """What became of a suggestion, and the tone to say it in."""
    return {"adopted": (_("已采纳"), "good"), "partially_adopted": (_("部分采纳"), "part"),
            "not_adopted": (_("未采纳"), "calm"), "not_forwarded": (_("未上报"), "calm"),
            "set_aside": (_("未归入建议"), "calm")}


def station_words() -> list[tuple[str, str]]:
    """Kinds of station."""
    return [("fixed", _("固定站点")), ("mobile", _("流动站点"))]


def device_words() -> list[tuple[str, str]]:
    """Kinds of device."""
    return [("tablet", _("平板")), ("kiosk", _("自助机")), ("collect", _("Collect 手机应用"))]


def device_state_words() -> dict[str, tuple[str, str]]:
    """How a device is doing, and the tone to say it in."""
    return {"missing": (_("缺号"), "bad"), "odd": (_("序号链对不上"), "bad"),
            "silent": (_("超过 24 小时没有联系"), "part"),
            "unheard": (_("还没有联系过"), "part"), "aside": (_("有待核对的"), "info"), "well": (_("正常"), "good"),
            "revoked": (_("已停用"), "calm")}


def step_words() -> dict[str, str]:
    """What is done with a device."""
    return {"enrolled": _("登记"), "code_issued": _("出了新的绑定码"), "bound": _("设备扫码绑定"), "revoked": _("停用")}


def activity_words() -> list[tuple[str, str]]:
    """Kinds of activity."""
    return [("solicitation", _("意见征集会")), ("joint_meeting", _("联席会议")), ("training", _("培训")),
            ("lecture", _("宣讲"))]


def field_words() -> dict[str, str]:
    """What the fields of an opinion are called on a page."""
    return {"provision": _("条款"), "text": _("意见"), "proposed_text": _("建议的文字"), "reason": _("理由"),
            "anchor": _("引用的原句"), "draft_version": _("草案版本"), "consultation_id": _("征求意见"),
            "written_at": _("写下的时间"), "contact_key": _("联系方式的公钥"), "id": _("编号")}


def errors_of(refused: Refused) -> Errors:
    """What a page says about a refusal: the sentence on top where no field is named."""
    return refused.errors or {"main": [refused.sentence]}


def go(path: str) -> Response:
    """Answer a posted form: see there."""
    answer = redirect(path, 303)
    return Response(answer.get_data(), 303, headers=dict(answer.headers))


def page_number() -> int:
    """Which page of a list is asked for; nonsense means the first."""
    asked = request.args.get("page", "1")
    return max(1, int(asked)) if asked.isdecimal() and len(asked) < DIGITS else 1
