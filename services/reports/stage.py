"""How states, stages and steps are called on pages."""
from typing import Any

from flask_babel import gettext as _

_GOOD, _WAITING = ("accepted", "receipted"), ("approved", "rendering", "signed", "queued", "offered")


def state_words() -> dict[str, str]:
    """What each state is called."""
    return {"drafted": _("已拟稿，待核稿"), "checked": _("已核稿，待签发"), "approved": _("已签发"),
            "rendering": _("正在生成文件"), "signed": _("已定稿，待报送"), "queued": _("等待报送"),
            "offered": _("正在报送"), "accepted": _("已送达，待回执"), "receipted": _("已回执"),
            "returned": _("已退回"), "superseded": _("已被新稿替代"), "failed": _("生成失败")}


def state_tones() -> dict[str, str]:
    """The tone of each state; the words always stand beside it."""
    tones = {state: "good" if state in _GOOD else "info" if state in _WAITING else "part" for state in state_words()}
    return tones | {"superseded": "calm", "failed": "bad", "returned": "bad"}


def stage_words() -> dict[str, str]:
    """What the funnel's stages are called."""
    return {"sessions": _("征集会"), "opinions": _("意见"), "suggestions": _("建议"), "forwarded": _("上报"),
            "adopted": _("采纳"), "partially_adopted": _("部分采纳"), "not_adopted": _("未采纳"),
            "answered": _("已答复")}


def stepper(found: dict[str, Any]) -> list[dict[str, Any]]:
    """拟稿 → 核稿 → 签发 → 报送 → 回执, with who and when; ``here`` is the step that comes next."""
    steps = [(_("拟稿"), found["drafter"], found["drafted_at"]), (_("核稿"), found["checker"], found["checked_at"]),
             (_("签发"), found["signer"], found["approved_at"]), (_("报送"), None, found["accepted_at"]),
             (_("回执"), None, found["receipted_at"])]
    done = [moment is not None for _words, _name, moment in steps]
    here = done.index(False) if False in done and found["state"] != "superseded" else -1
    return [{"words": words, "name": name, "at": moment, "done": done[place], "here": place == here}
            for place, (words, name, moment) in enumerate(steps)]
