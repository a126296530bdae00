"""What the parser finds in a draft: places where something begins; and one folding of its characters."""
from dataclasses import dataclass

LEVELS = {"编": "part", "分编": "subpart", "章": "chapter", "节": "section"}
HEADINGS = ("part", "subpart", "chapter", "section")
NOISE, CAPTION = "noise", "caption"
SUPPLIED = 1
KINDS = (*HEADINGS, "article", "paragraph", "item", "point", "annex")


@dataclass(frozen=True, order=True)
class Mark:
    """One place in a draft's text, in characters from its beginning.

    ``at`` is where the label begins, ``end`` where it ends and the words begin. ``kind`` is one of KINDS; a caption is
    the bracketed range after an article's label; noise is a range that belongs to no provision (a page number, a
    running title; number 1 once a person has confirmed it). 第七条之一 has number 7 and extra 1. A 款 has no label:
    at = end, number 0. A heading's extra is SUPPLIED where the text has no number for it and nobody has confirmed it.
    """

    at: int
    end: int
    kind: str
    number: int = 0
    extra: int = 0


_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SAME = {"條": "条", "編": "编", "節": "节", "項": "项", "錄": "录", "圖": "图", "錶": "表", "　": " ", "\t": " ",
         "\xa0": " ", "\u2002": " ", "\u2003": " ", "﹙": "(", "﹚": ")", "︰": ":", "﹔": ";",
         "「": "“", "」": "”", "『": "“", "』": "”", "〔": "(", "〕": ")", "\r": "\n", "\x0b": "\n", "\x0c": "\n",
         "\u2028": "\n", "\u2029": "\n", "\u200b": " ", "\ufeff": " ", "\u200c": " ", "\u200d": " "}
_FOLDED = _WIDE | {ord(old): new for old, new in _SAME.items()}


def fold(text: str) -> str:
    """The text with one spelling for each sign (half-width, simplified labels, plain spaces); as long as before."""
    return text.translate(_FOLDED)
