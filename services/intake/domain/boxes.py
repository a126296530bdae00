"""The box protocol: what may follow what, by whom, and when the counts agree. As strict as a ballot's."""
from collections.abc import Sequence
from dataclasses import dataclass

from shared.refusals import Refused

STATES = ("sealed", "opened", "counted", "scanned", "keyed", "rekeyed", "reconciled", "resealed", "retained",
          "destroyed")
ACTS = ("retain", "destroy")
_WORK = frozenset({"opened", "counted", "scanned", "keyed", "rekeyed"})
ALLOWED = {
    "correct": frozenset({"sealed"}), "confirm": frozenset({"sealed"}), "count": frozenset({"opened"}),
    "recount": frozenset({"counted", "scanned", "keyed", "rekeyed"}), "register": frozenset({"counted"}),
    "strike": frozenset({"counted"}), "classify": _WORK, "scan": _WORK, "key": _WORK,
    "reconcile": frozenset({"rekeyed"}), "close": frozenset({"reconciled"}), "retain": frozenset({"resealed"}),
    "destroy": frozenset({"retained"}), "look": frozenset(STATES)}
NEXT = {
    "sealed": "请另一位工作人员用自己的账号核对封条号并确认开箱。",
    "opened": "请两位工作人员先后独立点数，连续两次相同才算数。",
    "counted": "请把每张表登记并扫描。",
    "scanned": "请录入每张意见表。",
    "keyed": "请由另一个人不看第一遍，再录入一遍。",
    "rekeyed": "请对账。",
    "reconciled": "请填写信封和票箱的新封条号，封存。",
    "resealed": "请两位工作人员签字留存。",
    "retained": "保存期满以后，由两位工作人员签字销毁。",
    "destroyed": "这次开箱已经全部办完。"}


class StepRefused(Refused):
    """The state of an opening forbids the step."""


class SamePerson(Refused):
    """Both halves would be done by one person."""


class OutOfBalance(Refused):
    """The counts do not agree."""


@dataclass(frozen=True)
class Turn:
    """One person's count."""

    who: str
    number: int


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What lies on the table of an opening. ``keyed`` and ``rekeyed``: opinion slips with a first and with a second
    keying; ``forwarded``: those whose opinion went on; ``doubted``: those that one person alone calls no opinion."""

    counted: int | None
    registered: int = 0
    scanned: int = 0
    opinions: int = 0
    blank: int = 0
    spoilt: int = 0
    foreign: int = 0
    doubted: int = 0
    keyed: int = 0
    rekeyed: int = 0
    forwarded: int = 0


def check_step(state: str, act: str) -> None:
    """Refuse a step that the state does not allow, and say what comes next."""
    if state not in ALLOWED[act]:
        raise StepRefused(f"现在不能{ACT_WORDS[act]}：这次开箱处于“{STATE_WORDS[state]}”。{NEXT[state]}")


def check_other(first: str, who: str, sentence: str) -> None:
    """Refuse one person in two places."""
    if first == who:
        raise SamePerson(sentence)


def check_counter(turns: Sequence[Turn], who: str) -> None:
    """Refuse a count by whoever counted last."""
    if turns:
        check_other(turns[-1].who, who, "上一次是您点的，请换另一位工作人员用自己的账号点数。")


def agreed(turns: Sequence[Turn]) -> int | None:
    """The number that two people counted one after the other; None while there is none."""
    if len(turns) > 1 and turns[-1].number == turns[-2].number and turns[-1].who != turns[-2].who:
        return turns[-1].number
    return None


def following(state: str, facts: Facts) -> str | None:
    """The state that the facts on the table have reached, one step ahead; None if work is left."""
    if state == "counted" and facts.registered == facts.counted and facts.scanned == facts.registered:
        return "scanned"
    if state == "scanned" and facts.keyed == facts.opinions:
        return "keyed"
    return "rekeyed" if state == "keyed" and facts.rekeyed == facts.opinions else None


def faults_of(facts: Facts) -> list[str]:
    """What does not agree, a sentence each: slips counted = registered = with scans = opinions that went on + blank +
    spoilt + foreign."""
    pairs = ((facts.registered == facts.counted, f"点数 {facts.counted} 张，登记 {facts.registered} 张。"),
             (facts.scanned == facts.registered, f"登记 {facts.registered} 张，有扫描件的 {facts.scanned} 张。"),
             (facts.forwarded == facts.opinions, f"意见表 {facts.opinions} 张，已录入送出 {facts.forwarded} 条。"),
             (not facts.doubted, f"{facts.doubted} 张只有一个人说不是意见，等另一人确认。"),
             (facts.opinions + facts.blank + facts.spoilt + facts.foreign == facts.counted,
              f"意见 {facts.opinions} + 空白 {facts.blank} + 污损 {facts.spoilt} + 非意见 {facts.foreign} 不等于"
              f"点数 {facts.counted}。"))
    return [sentence for holds, sentence in pairs if not holds]


def check_balance(facts: Facts) -> None:
    """Refuse to go on while the counts do not agree; opinions go on all the same."""
    faults = faults_of(facts)
    if faults:
        raise OutOfBalance("账不平，不能对账封存：" + "".join(faults) + "请补齐或重新清点；已录入的意见不受影响。")


STATE_WORDS = {
    "sealed": "待开箱", "opened": "已开箱", "counted": "已计数", "scanned": "已扫描", "keyed": "已录入",
    "rekeyed": "已复核", "reconciled": "已对账", "resealed": "已封存", "retained": "已留存", "destroyed": "已销毁"}
ACT_WORDS = {
    "correct": "更正封条记录", "confirm": "确认开箱", "count": "点数", "recount": "重新清点", "register": "登记表单",
    "strike": "删去登记", "classify": "改表的类别", "scan": "扫描", "key": "录入", "reconcile": "对账", "close": "封存",
    "retain": "签字留存", "destroy": "签字销毁", "look": "查看"}
