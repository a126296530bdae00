"""The words that pages show for what the code names in English."""
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext

from services.review.domain.gating import ASPECTS
from services.review.domain.outline import ADRIFT, WHOLE, Entry
from services.review.queries.drafting.places import standing_of
from shared.identity import ROLES
from shared.refusals import Errors, Invalid, Refused
from shared.web.looks import HERE

SHOWN = 16


def _(words: str, **values: object) -> str:
    """Say *words* in the reader's language."""
    return str(gettext(words, **values))


def role_words() -> dict[str, str]:
    """Roles as people call them."""
    return dict(zip(ROLES, (_("联络员"), _("专家"), _("法律顾问"), _("工作小组"), _("领导"), _("管理员")), strict=True))


def level_words() -> dict[str, str]:
    """Levels of legislation."""
    return {"national": _("国家"), "provincial": _("省级"), "prefecture": _("设区的市（州）"), "county": _("县级")}


def state_words() -> dict[str, str]:
    """States of a consultation."""
    return {"draft": _("待核对"), "open": _("正在征求"), "closed": _("已截止"), "settled": _("已办结")}


def question_words() -> list[tuple[str, str]]:
    """Kinds of focus question."""
    return [("single", _("单选")), ("multiple", _("多选")), ("words", _("填写"))]


def stance_words() -> dict[str, str]:
    """What somebody thinks of a provision."""
    return {"support": _("赞成"), "oppose": _("反对"), "amend": _("建议修改"), "comment": _("其他意见")}


def suggestion_words() -> dict[str, str]:
    """States of a suggestion."""
    return {"drafted": _("待把关"), "returned": _("退回修改"), "gated": _("待审定"), "approved": _("已审定"),
            "forwarded": _("已报送"), "decided": _("已有结果"), "not_forwarded": _("不报送"), "retired": _("已撤销")}


def verdict_words() -> dict[str, str]:
    """An expert's verdict."""
    return {"support": _("支持"), "revise": _("修改后支持"), "reject": _("不支持")}


def channel_words() -> dict[str, str]:
    """How an opinion came."""
    return {"web": _("网上"), "kiosk": _("自助终端"), "tablet": _("流动平板"), "box": _("意见征集箱"),
            "meeting": _("征集会"), "openrosa": _("移动采集")}


def aspect_words() -> dict[str, str]:
    """The four aspects of 把关."""
    return dict(zip(ASPECTS, (_("合法性"), _("必要性"), _("可行性"), _("文字")), strict=True))


def sheet_words() -> list[tuple[str, str]]:
    """The tables of an export."""
    return [("opinions", _("意见")), ("suggestions", _("建议")), ("members", _("归并")), ("assessments", _("评议")),
            ("steps", _("步骤")), ("step_opinions", _("步骤涉及的意见"))]


def scale_words() -> list[tuple[str, str]]:
    """The four scales of an assessment."""
    return [("legality", _("合法性")), ("necessity", _("必要性")), ("feasibility", _("可行性")),
            ("wording", _("文字表述"))]


def assessment_words() -> dict[str, str]:
    """The fields of an expert's form, in its order."""
    return {**dict(scale_words()), "verdict": _("结论"), "note": _("说明"), "proposed_text": _("建议的条文"),
            "usual": _("推辞的原因"), "reason": _("原因"), "instead": _("请谁来评议")}


def usual_words() -> dict[str, str]:
    """The usual reasons for stepping back from an assignment."""
    return {"field": _("与我的专业无关"), "interest": _("有利害关系，应当回避"), "time": _("期限内没有时间")}


def source_words() -> dict[str, str]:
    """Who chose an expert, where it was not the routing."""
    return {"alternate": _("候补接手"), "proposed": _("同行推荐"), "hand": _("人工指定")}


def due_words(due: datetime | None, now: datetime) -> str:
    """How many days are left; never the hour, which would tell when an opinion came."""
    if due is None:
        return ""
    days = (due.astimezone(HERE).date() - now.astimezone(HERE).date()).days
    if days < 0:
        return _("逾期 %(n)s 天", n=-days)
    if due < now:
        return _("已到期")
    return _("还有 %(n)s 天", n=days) if days else _("今天到期")


def kind_words() -> dict[str, str]:
    """What can begin in a draft."""
    return {"part": _("编"), "subpart": _("分编"), "chapter": _("章"), "section": _("节"), "article": _("条"),
            "paragraph": _("款"), "item": _("项"), "point": _("目"), "annex": _("附件"), "noise": _("略去")}


def correction_words(kind: str, payload: Mapping[str, Any], text: str) -> str:
    """A correction as the history tells it: what, and where."""
    if kind == "title":
        return _("标题改为“%(title)s”", title=payload["title"])
    if kind == "confirm":
        return _("略去的都看过了")
    where = " ".join(text[payload["at"]:payload["at"] + SHOWN].split())
    to = kind_words().get(payload.get("to", ""), "")
    said = {"split": _("另起一%(to)s", to=to), "retype": _("改为%(to)s", to=to), "join": _("并入上一段"),
            "renumber": _("编号改为 %(n)s", n=payload.get("number")), "caption": _("改条标")}[kind]
    return f"{said}：{where}…"


def entry_label(entry: Entry) -> str:
    """An entry of the draft by name."""
    if entry.key not in (WHOLE, ADRIFT):
        return entry.label
    return _("整部草案") if entry.key == WHOLE else _("等人判断放到哪里")


def place_words() -> dict[str, str]:
    """How sure it is where an opinion stands in the newest version; what is certain needs no word."""
    return {"ask": _("新稿是否已回应？"), "answered": _("新稿已回应"), "placed": _("位置由人判断")}


def match_words() -> dict[str, str]:
    """What became of an article in the next version."""
    return {"same": _("未改"), "moved": _("移动"), "reworded": _("改动"), "split": _("拆分"), "merged": _("合并"),
            "removed": _("删去"), "unsure": _("认不准"), "added": _("新增")}


def step_words() -> dict[str, str]:
    """Steps of the history, by kind."""
    return {"create": _("写成建议"), "change": _("修改文字"), "members": _("归入或移出意见"), "set_aside": _("不列入"),
            "restore": _("恢复为待处理"), "undo": _("撤销"), "gate": _("把关"), "approve": _("审定"),
            "return": _("领导要求修改"), "settle": _("办结"),
            "not_forwarded": _("不报送"), "place": _("判断位置"), "issue_version": _("发布新稿"),
            "window": _("改征求意见的设置"), "group": _("改归工作小组"), "plan": _("改分派计划"),
            "reassign": _("改派专家"), "import_version": _("导入新稿"),
            "note": _("写大白话"), "questions": _("改焦点题")}


def fault_words() -> dict[str, str]:
    """What looking through the chain of digests may find."""
    return {"missing": _("前面少了步骤"), "changed": _("内容被改过"), "undone": _("撤销标记与记录不符")}


def vocabulary() -> dict[str, object]:
    """All of these, for a template."""
    return {"state_words": state_words(), "stance_words": stance_words(), "suggestion_words": suggestion_words(),
            "verdict_words": verdict_words(), "level_words": level_words(), "entry_label": entry_label,
            "place_words": place_words(), "match_words": match_words(), "standing_of": standing_of,
            "due_words": due_words}


def errors_of(refused: Refused) -> Errors:
    """What a page says about a refusal: the sentence on top where no field is named."""
    return refused.errors or {"main": [refused.sentence]}


def told(refused: Refused) -> Errors:
    """The same where the sentence says more than the names: a state that forbids it, and what is in the way."""
    return errors_of(refused) if isinstance(refused, Invalid) else {"main": [refused.sentence], **refused.errors}
