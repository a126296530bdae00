"""Invents what people say about a draft: a frame around rules, each of an actor, a duty, a number, a reference. One
thing of it can be changed, or only its dress."""
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from services.review.domain.numerals import write_number

PLACES = ("古井保护范围内", "集镇老街", "村寨公共场所", "河道两侧", "学校周边", "山林防火区", "夜市经营期间",
          "停车场入口")
ACTORS = ("县级以上人民政府", "乡镇人民政府", "街道办事处", "村民委员会", "县文化主管部门", "公安机关", "物业服务企业",
          "用人单位", "古井所有人", "业主委员会", "行业协会", "施工单位", "教育行政部门", "消费者", "个体工商户",
          "监护人", "承租人", "出租人", "家长", "驾驶人", "县人民法院", "居民委员会", "供水企业", "合作社")
MODALS = ("应当", "可以", "不得", "必须", "有权", "无权", "不应", "禁止", "鼓励")
ACTS = ("清理井台积水", "登记古井档案", "公布名录", "修缮井栏", "检测水质", "设置警示标志", "张贴收费标准",
        "划定停放区域", "清运建筑垃圾", "更换消防器材", "答复群众来信", "公开维修账目", "安装照明路灯",
        "巡查防火通道", "开放图书阅览室")
UNITS = ("日", "个工作日", "个月", "年", "小时")
SUMS = ("元", "万元")
REFERENCES = ("依照本条例第{n}条规定", "违反本办法第{n}条第二款规定的", "符合第{n}条条件的", "除第{n}条规定的情形外")
WISHES = {
    "clarify": ("建议将草案第{n}条中“{said}”作进一步明确。", "第{n}条的“{said}”太含糊，请写得具体一点",
                "“{said}”（第{n}条）规定得太笼统，请予以细化。", "第{n}条规定{said}，不够具体，请予以细化。"),
    "delete": ("建议删去草案第{n}条中“{said}”。", "第{n}条“{said}”没有必要，建议取消。", "第{n}条{said}，建议删除。"),
    "oppose": ("不同意第{n}条“{said}”的规定。", "反对草案第{n}条“{said}”。", "第{n}条规定{said}，我不赞成。"),
    "support": ("支持第{n}条“{said}”的规定。", "赞成草案第{n}条中“{said}”。", "第{n}条规定{said}，我完全同意。"),
    "keep": ("建议保留第{n}条“{said}”。", "第{n}条{said}，不应删除。"),
}
COURTESIES = (("", ""), ("尊敬的人大代表：您好！", "望采纳，谢谢！"), ("我认为，", "以上意见仅供参考。"),
              ("我是本县一名普通群众，", "恳请予以考虑。"))
_WORN = {"，": (",", " ", "； ", "，\n"), "。": ("！", ".", " 。"), "；": (";", "。", " "), "“": ("「", '"'),
         "”": ("」", '"')}


@dataclass(frozen=True)
class Rule:
    """One sentence of a rule."""

    place: str
    actor: str
    modal: str
    number: int
    unit: str
    act: str
    fine: int
    reference: int
    shape: int

    def words(self, digits: bool = False) -> str:
        """The sentence; its numbers as statutes write them, or in digits."""
        number, fine = (str(each) if digits else write_number(each) for each in (self.number, self.fine))
        reference = REFERENCES[self.shape].format(n=self.reference if digits else write_number(self.reference))
        return (f"{reference}，在{self.place}由{self.actor}报告的，{self.actor}{self.modal}自收到之日起"
                f"{number}{self.unit}内{self.act}，逾期处{fine}{SUMS[self.shape % 2]}以上罚款")


@dataclass(frozen=True)
class Saying:
    """An opinion about an article: what is wished of its rules."""

    wish: str
    article: int
    rules: tuple[Rule, ...]

    def words(self, frame: int = 0, courtesy: int = 0, digits: bool = False) -> str:
        """The opinion, in one of its frames and politenesses."""
        frames = WISHES[self.wish]
        said = "；".join(rule.words(digits) for rule in self.rules)
        before, after = COURTESIES[courtesy]
        number = str(self.article) if digits else write_number(self.article)
        return before + frames[frame % len(frames)].format(n=number, said=said) + after


def a_rule(random: Random) -> Rule:
    """Any rule."""
    pick = random.choice
    return Rule(pick(PLACES), pick(ACTORS), pick(MODALS), random.randint(1, 90), pick(UNITS), pick(ACTS),
                random.randint(1, 900), random.randint(1, 80), random.randrange(len(REFERENCES)))


def a_saying(random: Random, rules: int = 2) -> Saying:
    """Any opinion."""
    return Saying(random.choice(tuple(WISHES)), random.randint(1, 80),
                  tuple(a_rule(random) for _ in range(rules)))


def worn(words: str, random: Random) -> str:
    """The same words with other punctuation marks, other width, more white space."""
    return "".join(random.choice(_WORN[each]) if each in _WORN and random.random() < 0.5 else each for each in words)


def changed(saying: Saying, kind: str, random: Random) -> Saying:
    """The opinion with one thing changed: a "number", "modal", "reference", "stance" or "actor"."""
    if kind == "stance":
        return replace(saying, wish=_other(random, tuple(WISHES), saying.wish))
    if kind == "reference" and random.random() < 0.5:
        return replace(saying, article=_other(random, range(1, 81), saying.article))
    at = random.randrange(len(saying.rules))
    rules = list(saying.rules)
    rules[at] = _changed(rules[at], kind, random)
    return replace(saying, rules=tuple(rules))


def _changed(rule: Rule, kind: str, random: Random) -> Rule:
    if kind == "number":
        field = random.choice(("number", "fine", "unit"))
        if field == "unit":
            return replace(rule, unit=_other(random, UNITS, rule.unit))
        return replace(rule, **{field: _other(random, range(1, 91), getattr(rule, field))})
    if kind == "modal":
        return replace(rule, modal=_other(random, MODALS, rule.modal))
    if kind == "reference":
        return replace(rule, reference=_other(random, range(1, 81), rule.reference))
    return replace(rule, actor=_other(random, ACTORS, rule.actor))


def _other(random: Random, among: Sequence[Any], this: Any) -> Any:
    return random.choice([each for each in among if each != this])
