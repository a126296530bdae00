"""What stands before the first article or heading: the title, the note under it, an opening sentence."""
import re
from collections.abc import Sequence

from services.review.domain.statute.lines import Line, Page
from services.review.domain.statute.words import Words

_NOTE = re.compile(
    r"[(（]|\d{4} ?年|[一二三四五六七八九〇零○]{4}年|目 ?录$|目 ?次$|【|第.{1,8}[编章节条]|附 ?件 ?\d*$|\d+[、.]")
_KINDS = "法|条例|规定|办法|细则|解释|决定|规则|准则|章程|规程|通则|典|方案|意见|公约|纲要|批复|制度"
_NAMED = re.compile(rf"(?:{_KINDS})(?:[(（].*[)）])?$")
_TITLE = re.compile(rf".{{2,120}}?(?:{_KINDS})(?:[(（][^()（）\d]{{0,20}}[)）])*(?=[(（]?\d{{4}}年|为|根据)")
_ANNOUNCED = re.compile(r"公告|通知|首页|->|[。：:]")
_DRAFT = re.compile(r"[(（][^()（）\d]{0,20}(?:草案|稿|意见)[^()（）\d]{0,20}[)）]")
_PREFIX = re.compile(r"^\d+[、.] ?|【[^】]*】.*$")
_CONTENTS = re.compile(r"目 *[录次]")
_SENTENCE = re.compile(r"[。;:!?]|^[一二三四五六七八九十]+、")
TITLE_MOST, LINES_MOST, NAME_LEAST = 200, 8, 4


def find_title(text: str, page: Page, words: Words, until: int) -> str:
    """A draft's title, with （草案） and its like behind it: the first lines, if they are named as drafts are; below an
    announcement the last line before the contents that is."""
    lines = _before_contents(text, [line for line in page.lines if line.at < until])
    top = _cut(_read_from(text, words, lines))
    if _NAMED.search(_DRAFT.sub("", top)) and not _ANNOUNCED.search(top):
        return top
    named = [at for at, line in enumerate(lines) if line.width >= NAME_LEAST and _is_name(text[line.at:line.end])]
    return _cut(_read_from(text, words, lines[_first_of(text, page, lines, named[-1]):])) if named else top


def _before_contents(text: str, lines: Sequence[Line]) -> Sequence[Line]:
    found = (at for at, line in enumerate(lines) if _CONTENTS.fullmatch(text[line.at:line.end]))
    return lines[:next(found, len(lines))]


def _cut(title: str) -> str:
    """A title without what stands behind it on the same line: who passed it and when, an opening sentence."""
    found = _TITLE.match(title)
    return found[0] if found else title


def _first_of(text: str, page: Page, lines: Sequence[Line], last: int) -> int:
    """Where a title begins that was wrapped: the lines above go on to it."""
    first = last
    while first > 0 and page.is_wrapped and _goes_on(text[lines[first - 1].at:lines[first - 1].end]):
        first -= 1
    return first


def _is_name(line: str) -> bool:
    return bool(_NAMED.search(line)) and not _NOTE.match(line) and not _SENTENCE.search(line)


def _goes_on(line: str) -> bool:
    return not (_NAMED.search(line) or _NOTE.match(line) or _SENTENCE.search(line))


def _read_from(text: str, words: Words, lines: Sequence[Line]) -> str:
    said = ""
    for line in lines[:LINES_MOST]:
        bare = text[line.at:line.end]
        if _is_over(said, bare):
            break
        if not _NOTE.match(bare) or _DRAFT.fullmatch(bare):
            said += words.joined(line.at, line.end)
        elif _PREFIX.match(bare):
            said += _PREFIX.sub("", bare).split(" ")[0]
    return re.sub(r"\s", "", said)[:TITLE_MOST]


def _is_over(said: str, line: str) -> bool:
    """Whether a title is whole before this line."""
    return bool(said) and not _DRAFT.fullmatch(line) and bool(_NAMED.search(said) or _NOTE.match(line))
