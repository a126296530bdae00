"""The words of the box protocol, and who did what at each of its steps."""
from collections.abc import Sequence
from typing import Any

from services.intake.domain.boxes import STATES
from services.intake.models import BoxStep, Opening
from services.intake.pages.words import _


def state_words() -> dict[str, str]:
    """What each state of an opening is called."""
    return {"sealed": _("待第二人确认"), "opened": _("已开箱"), "counted": _("已计数"), "scanned": _("已扫描"),
            "keyed": _("已录入"), "rekeyed": _("已复核"), "reconciled": _("已对账"), "resealed": _("已封存"),
            "retained": _("已留存"), "destroyed": _("已销毁")}


def next_words() -> dict[str, str]:
    """What comes next in each state, and who may do it."""
    return {"sealed": _("另一位工作人员用自己的账号打开这一页，自己读封条号，确认开箱。"),
            "opened": _("两位工作人员先后独立点数；第二人看不到第一人的数字，连续两次相同才算数。"),
            "counted": _("登记每张表的号码和类别，并逐张扫描。"), "scanned": _("到录入台录入每张意见表。"),
            "keyed": _("由另一个人不看第一遍，再录入一遍。"), "rekeyed": _("核对下面的平衡表，对账。"),
            "reconciled": _("把表装入信封，信封和空票箱各贴一枚新封条。"),
            "resealed": _("两位工作人员签字，写明保存到哪一天。"), "retained": _("保存期满后，两位工作人员签字销毁。"),
            "destroyed": _("这次开箱已经全部办完。")}


def act_words() -> dict[str, str]:
    """What each line of the log says was done."""
    return state_words() | {
        "set_up": _("设箱、贴封条"), "begin": _("读封条、拍照"), "correct": _("更正封条记录"), "count": _("点数"),
        "register": _("登记表单"), "strike": _("删去登记"), "classify": _("说明类别"), "scan": _("扫描"),
        "contact": _("密封联系方式"), "key": _("录入"), "resolve": _("裁定不同"), "settle": _("定稿"),
        "audit": _("抽查"), "sign": _("第一人签字"), "opened": _("开箱（或重新清点）")}


def stock_words() -> list[tuple[str, str]]:
    """Kinds of numbered paper."""
    return [("form", _("意见表")), ("label", _("编号标签（给自带的纸）"))]


def language_words() -> list[tuple[str, str]]:
    """Languages a slip is printed in."""
    return [("zh-CN", "中文"), ("en", "English")]


def steps_of(opening: Opening, log: Sequence[BoxStep]) -> list[dict[str, Any]]:
    """开箱 → 计数 → … → 留存, with who and when; ``here`` is the step that comes next."""
    words = (_("开箱"), _("计数"), _("扫描"), _("录入"), _("复核"), _("对账"), _("封存"), _("留存"))
    reached = STATES.index(opening.state)
    last = {each.act: each for each in log}
    found = []
    for place, (word, state) in enumerate(zip(words, STATES[1:9], strict=True), start=1):
        line = last.get(state) if place <= reached else None
        found.append({"words": word, "name": _names(opening, line), "at": line.at if line else None,
                      "done": place <= reached, "here": place == reached + 1})
    return found


def _names(opening: Opening, line: BoxStep | None) -> str:
    if line is None:
        return ""
    return f"{opening.opener_name}、{opening.witness_name}" if line.act == "opened" else line.who_name
