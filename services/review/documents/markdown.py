"""Markdown's marks go, its words stay; a line stays a line."""
import re

_BLOCKS = (
    (re.compile(r"\A---\n.*?\n(?:---|\.\.\.)\n", re.DOTALL), ""),  # front matter
    (re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL), ""),
    (re.compile(r"<br\s*/?>", re.IGNORECASE), "\n"),
    (re.compile(r"</?[A-Za-z][^<>\n]{0,300}>"), ""),
)
_LINES = (
    (re.compile(r"^ {0,3}(?:```.*|~~~.*|(?:[-*_] *){3,}|=+)$", re.MULTILINE), ""),  # fences, rules, underlines
    (re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE), ""),
    (re.compile(r"^[ \t]*[-*+][ \t]+", re.MULTILINE), ""),
    (re.compile(r"^[ \t　]*#{1,6}(?!#)(.*)$", re.MULTILINE), lambda head: head[1].strip().rstrip("#").rstrip()),
    (re.compile(r"^\|?(?:[ \t]*:?-+:?[ \t]*\|)+[ \t:-]*$\n?", re.MULTILINE), ""),  # under a table's head
    (re.compile(r"^\|(.*)\|[ \t]*$", re.MULTILINE), lambda row: "\t".join(each.strip() for each in row[1].split("|"))),
)
_WORDS = (
    (re.compile(r"!\[[^\]\n]{0,500}\]\([^)\n]{0,500}\)"), ""),
    (re.compile(r"\[([^\]\n]{0,500})\]\([^)\n]{0,500}\)"), r"\1"),
    (re.compile(r"(\*\*\*|\*\*|__|~~|`|\*)(?=\S)([^\n]{0,500}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~])"), r"\1"),
)


def read_markdown(text: str) -> str:
    """The words of a Markdown text, line by line."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for pattern, instead in (*_BLOCKS, *_LINES, *_WORDS):
        text = pattern.sub(instead, text)
    return text
