"""Modal words, by what they bind to: shall, must, may, must not; and the single characters that deny."""
import re

_CLASSES: dict[str, str] = {
    "不得": r"不得(?!不)", "不应": r"不应当?|不应该", "不可": r"不可以|不可(?!避免|抗力|分割|再生|移动)|不能够?|不许|不准|不允许",
    "不必": r"不必|无需|无须|不需要?|毋须|不用", "可不": r"可以不|可不", "不得不": r"不得不",
    "禁止": r"禁止|严禁|杜绝", "无权": r"无权", "免": r"免于|免予|豁免",
    "必须": r"必须|务必|务须|(?<![无毋])须(?!知)", "应当": r"应当|应该|(?<![相对响供适反效因照])应(?![急用对付变聘届邀诉答])",
    "需": r"需要|(?<![所急必无供刑不])需(?!求)", "有权": r"有权", "允许": r"允许|准许|准予",
    "可以": r"可以|(?<![许认不])可(?![能靠行再持见视操回燃控溯追供])", "能": r"能够",
    "鼓励": r"鼓励|提倡|倡导", "一律": r"一律", "原则": r"原则上", "方可": r"方可", "负责": r"负有?责任|有义务"}
_ORDER = ("方可", "不得不", "可不", "不得", "不应", "不可", "不必", "禁止", "无权", "免", "必须", "应当", "需", "有权", "允许",
          "可以", "能", "鼓励", "一律", "原则", "负责")
PATTERN = "|".join(_CLASSES[name] for name in _ORDER)
CHARACTERS = frozenset("应当可以必须需得能宜许准禁止")
DENIALS = frozenset("不未无非没勿莫毋否")


def read_modal(written: str) -> str:
    """Under which name a modal word counts: 应, 应该 and 应当 are one."""
    return next((name for name in _ORDER if re.fullmatch(_CLASSES[name], written)), written)
