"""The lines of a box's log in words: what was read, counted, registered, scanned, keyed and signed."""
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from services.intake.domain.slips import printed
from services.intake.pages.slip_choices import field_words, kind_words
from services.intake.pages.words import _

DIGEST_SHOWN = 16
Facts = Mapping[str, Any]


def tell(step: Mapping[str, Any]) -> dict[str, Any]:
    """A shown line of the log with its facts in words; None where they are hidden."""
    return dict(step) | {"said": None if step["what"] is None else in_words(json.loads(step["what"]))}


def in_words(facts: Facts) -> str:
    """The facts of a line, one after the other; a fact that has no words yet is shown as it is."""
    words = sentences()
    order = [*words, *(name for name in facts if name not in words)]
    said = (_fact(words.get(name, f"{name}: %s"), name, facts[name]) for name in order if name in facts)
    return _("；").join(each for each in said if each)


def sentences() -> dict[str, str]:
    """How each fact is said, in the order in which they are said."""
    return {
        "name": "%s", "place": "%s", "seal_no": _("登记的封条号 %s"), "seal_found": _("读到的封条号 %s"),
        "seal_read": _("第二人读到的封条号 %s"), "is_intact": "%s", "note": _("说明：%s"), "photo": _("照片摘要 %s"),
        "recount": _("重新清点：%s"), "counted_before": _("原来点数 %s 张"), "round": _("第 %s 轮"),
        "serial": _("%s 号表"), "side": "%s", "turn": "%s", "number": _("点了 %s 张"), "slip": "%s", "slips": "%s",
        "kind": "%s", "doubted": "%s", "reason": _("理由：%s"), "sealed": "%s", "verified": "%s", "differs": "%s",
        "fields": _("裁定了：%s"), "counted": _("点数 %s 张"), "registered": _("登记 %s 张"),
        "scanned": _("有扫描件 %s 张"), "opinions": _("意见 %s 张"), "blank": _("空白 %s 张"),
        "spoilt": _("污损 %s 张"), "foreign": _("不是意见 %s 张"), "keyed": _("录过一遍 %s 张"),
        "rekeyed": _("录过两遍 %s 张"), "forwarded": _("送出 %s 条"), "characters": _("抽查 %s 字"),
        "errors": _("录错 %s 字"), "envelope_seal": _("信封封条号 %s"), "new_seal": _("票箱新封条号 %s"),
        "signed": "%s", "keep_until": _("保存到 %s"), "sha256": _("原图摘要 %s"), "masked": _("遮盖后的图摘要 %s")}


def _answers() -> dict[tuple[str, bool], str]:
    """What a yes or a no means; where nothing stands there is nothing to say."""
    return {("is_intact", True): _("封条完好"), ("is_intact", False): _("封条破损"),
            ("doubted", True): _("只有一个人说，等另一人确认"), ("sealed", True): _("联系方式已密封"),
            ("sealed", False): _("联系栏没有填写"), ("verified", True): _("核对机读的稿子"),
            ("differs", True): _("与第一遍不同"), ("forwarded", True): _("已送出")}


def _fact(sentence: str, name: str, value: Any) -> str:
    if value in (None, "") or (name == "doubted" and value == 0):
        return ""
    if isinstance(value, bool):
        return _answers().get((name, value), "")
    return sentence % (_SPOKEN[name](value) if name in _SPOKEN else str(value))


def _turn(turn: int | str) -> str:
    words = {"first": _("第一遍"), "second": _("第二遍")}
    return words.get(str(turn), _("第 %(n)s 次", n=turn))


def _slip(line: str) -> str:
    """A registered slip, kept as batch/serial kind; that it is no opinion waited for a second person then."""
    place, _space, kind = line.partition(" ")
    number, word = printed(int(place.rpartition("/")[2])), dict(kind_words()).get(kind, kind)
    if kind == "opinion":
        return f"{number} {word}"
    return _("%(number)s %(kind)s（等另一人确认）", number=number, kind=word)


def _slips(lines: Sequence[str]) -> str:
    return _("、").join(map(_slip, lines))


def _fields(names: Sequence[str]) -> str:
    words = field_words()
    return _("、").join(words.get(each, _("焦点题") + each.partition(".")[2]) for each in names)


_SPOKEN: dict[str, Callable[[Any], str]] = {
    "serial": printed, "turn": _turn, "slip": _slip, "slips": _slips, "fields": _fields,
    "kind": lambda kind: dict(kind_words()).get(kind, kind),
    "side": lambda side: _("正面") if side == "front" else _("背面"),
    "signed": lambda act: _("签字留存") if act == "retain" else _("签字销毁"),
    **dict.fromkeys(("photo", "sha256", "masked"), lambda digest: str(digest)[:DIGEST_SHOWN])}
