"""What stands before the first article or heading: the title, the note under it, an opening sentence."""
import re

from services.review.domain.statute.lines import Page
from services.review.domain.statute.words import Words

_NOTE = re.compile(
    r"[(（]|\d{4} ?年|[一二三四五六七八九〇零○]{4}年|目 ?录$|目 ?次$|【|第.{1,8}[编章节条]|附 ?件 ?\d*$|\d+[、.]")
_NAMED = re.compile(r"(?:法|条例|规定|办法|细则|解释|决定|规则|准则|章程|规程|通则|典|方案|意见|公约|纲要|批复|制度)"
                    r"(?:[(（].*[)）])?$")
_DRAFT = re.compile(r"[(（][^()（）\d]{0,20}(?:草案|稿|意见)[^()（）\d]{0,20}[)）]")
_PREFIX = re.compile(r"^\d+[、.] ?|【[^】]*】.*$")
TITLE_MOST, LINES_MOST = 200, 8


def find_title(text: str, page: Page, words: Words, until: int) -> str:
    """A draft's title: its first lines up to one that ends as titles do, with （草案） and its like behind it."""
    said = ""
    for line in page.lines[:LINES_MOST]:
        bare = text[line.at:line.end]
        if line.at >= until or _is_over(said, bare):
            break
        if not _NOTE.match(bare) or _DRAFT.fullmatch(bare):
            said += words.joined(line.at, line.end)
        elif _PREFIX.match(bare):
            said += _PREFIX.sub("", bare).split(" ")[0]
    return re.sub(r"\s", "", said)[:TITLE_MOST]


def _is_over(said: str, line: str) -> bool:
    """Whether a title is whole before this line."""
    return bool(said) and not _DRAFT.fullmatch(line) and bool(_NAMED.search(said) or _NOTE.match(line))
