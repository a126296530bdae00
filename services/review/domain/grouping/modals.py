"""Modal words, by what they bind to: shall, must, may, must not; and the single characters that deny."""
import re

# the first that fits counts, so what holds another word stands before it
_CLASSES: dict[str, str] = {
    "方可": "方可",
    "不得不": "不得不",
    "可不": "可以不|可不",
    "不得": "不得",
    "不应": "不应当?|不应该",
    "不可": "不可以|不可(?!避免|抗力|分割|再生|移动)|不能够?|不许|不准|不允许",
    "不必": "不必|无需|无须|不需要?|毋须|不用",
    "禁止": "禁止|严禁|杜绝",
    "无权": "无权",
    "免": "免于|免予|豁免",
    "必须": "必须|务必|务须|(?<![无毋])须(?!知)",
    "应当": "应当|应该|(?<![相对响供适反效因照])应(?![急用对付变聘届邀诉答])",
    "需": "需要|(?<![所急必无供刑不])需(?!求)",
    "有权": "有权",
    "允许": "允许|准许|准予",
    "可以": "可以|(?<![许认不])可(?![能靠行再持见视操回燃控溯追供])",
    "能": "能够",
    "鼓励": "鼓励|提倡|倡导",
    "一律": "一律",
    "原则": "原则上",
    "负责": "负有?责任|有义务",
}
PATTERN = "|".join(_CLASSES.values())
CHARACTERS = frozenset("应当可以必须需得能宜许准禁止")
DENIALS = frozenset("不未无非没勿莫毋否")


def read_modal(written: str) -> str:
    """Under which name a modal word counts: 应, 应该 and 应当 are one."""
    return next((name for name, pattern in _CLASSES.items() if re.fullmatch(pattern, written)), written)
