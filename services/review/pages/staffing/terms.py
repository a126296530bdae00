"""The words that pages show for what the code names in English: people, work groups, filings."""
from services.review.pages.words import _


def task_words() -> dict[str, str]:
    """Kinds of task the pool serves."""
    return {"opinion": _("立法意见"), "filing": _("备案审查")}


def criterion_words() -> dict[str, str]:
    """The five criteria by which experts are chosen."""
    return {"experience": _("工作经历"), "politics": _("政治素质"), "law": _("法治意识"), "roots": _("群众基础"),
            "communication": _("沟通协调能力")}


def result_words() -> dict[str, str]:
    """What was decided on somebody."""
    return {"appointed": _("选聘"), "reappointed": _("续聘"), "not_chosen": _("未选聘")}


def recusal_words() -> dict[str, str]:
    """Kinds of recusal."""
    return {"sector": _("行业系统"), "place": _("地方"), "organisation": _("单位"), "other": _("其他字样")}


def standing_words() -> dict[str, str]:
    """Whether an expert may be asked today."""
    return {"serving": _("可分派"), "away": _("外出"), "waiting": _("聘期未到"), "ended": _("聘期已满"),
            "left": _("已退出"), "closed": _("账号停用")}


def source_words() -> dict[str, str]:
    """Where officers are found."""
    return {"village_group": _("村（居）民小组"), "enterprise": _("企事业单位"), "association": _("行业协会"),
            "social": _("社会组织"), "grid": _("网格单元"), "other": _("其他来源")}


def record_words() -> dict[str, str]:
    """What is written in the history of a person, group or filing."""
    return {"entered": _("登记"), "changed": _("修改资料"), "recusals": _("修改回避事项"), "absence": _("登记外出"),
            "present": _("取消外出"), "appointed": _("选聘"), "reappointed": _("续聘"), "not_chosen": _("遴选未通过"),
            "left": _("退出专家库"), "officer": _("修改联络员资料"), "adviser": _("修改法律顾问资料"),
            "group": _("改归工作小组"), "offered": _("分给专家"), "reviewed": _("提交审查意见"),
            "mended": _("修改审查意见"), "declined": _("推辞"), "concluded": _("作出审查结论"),
            "reopened": _("重新打开")}


def filing_words() -> dict[str, str]:
    """States of a filing."""
    return {"received": _("待分派"), "reviewing": _("审查中"), "concluded": _("已办结")}


def review_words() -> dict[str, str]:
    """States of an expert's review of a filing."""
    return {"offered": _("等待审查"), "reviewed": _("已审查"), "declined": _("已推辞"), "closed": _("未审查，已办结")}


def verdict_words() -> dict[str, str]:
    """What may be said of a filing."""
    return {"no_objection": _("没有意见"), "correct": _("建议纠正"), "contradicts": _("与上位法抵触")}


def question_words() -> dict[str, str]:
    """The four questions of a filing review."""
    return {"lawful": _("是否符合宪法和法律"), "authority": _("是否在权限范围内"), "procedure": _("制定程序是否合法"),
            "fitting": _("规定是否适当")}


def terms() -> dict[str, object]:
    """All of these, for a template."""
    return {"task_words": task_words(), "criterion_words": criterion_words(), "result_words": result_words(),
            "recusal_words": recusal_words(), "standing_words": standing_words(), "source_words": source_words(),
            "record_words": record_words(), "filing_words": filing_words(), "review_words": review_words(),
            "filing_verdict_words": verdict_words(), "question_words": question_words()}
