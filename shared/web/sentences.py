"""What marshmallow says of a field in English, as a sentence for the person who filled it in."""
import re

SENTENCES = {
    "Missing data for required field.": "请填写这一项。",
    "Field may not be null.": "不能为空，请填写。",
    "Invalid value.": "这个值不对，请检查后重新填写。",
    "Unknown field.": "没有这个字段，请检查拼写或去掉它。",
    "Invalid input type.": "应为一组带名称的字段。",
    "Invalid type.": "应为一组带名称的字段。",
    "Not a valid string.": "应为文字。",
    "Not a valid utf-8 string.": "应为 UTF-8 文字。",
    "Not a valid number.": "应为数字。",
    "Not a valid integer.": "应为整数，请只填数字。",
    "Number too large.": "数字太大，请填小一些。",
    "Not a valid boolean.": "应为“是”或“否”（true 或 false）。",
    "Not a valid list.": "应为一个列表。",
    "Not a valid mapping type.": "应为一组带名称的值。",
    "Not a valid date.": "应为日期，例如 2026-11-23。",
    "Not a valid email address.": "邮箱地址不完整，应像 name@example.org。",
}
PATTERNS = [(re.compile(pattern, re.DOTALL), sentence) for pattern, sentence in (
    (r"Must be one of: (.*)\.", r"应为以下之一：\1。"),
    (r"Must be greater than or equal to (\S+) and less than or equal to (\S+)\.", r"应在 \1 到 \2 之间。"),
    (r"Must be greater than or equal to (\S+)\.", r"应不小于 \1。"),
    (r"Must be less than or equal to (\S+)\.", r"应不大于 \1。"),
    (r"Shorter than minimum length (\d+)\.", r"太短，至少 \1 个。"),
    (r"Longer than maximum length (\d+)\.", r"太长，最多 \1 个。"),
    (r"Length must be between (\d+) and (\d+)\.", r"长度应在 \1 到 \2 之间。"),
)]


def say(message: str) -> str:
    """The sentence for marshmallow's *message*; our own sentences stay as they are."""
    if message in SENTENCES:
        return SENTENCES[message]
    for pattern, sentence in PATTERNS:
        if found := pattern.fullmatch(message):
            return found.expand(sentence)
    return message
