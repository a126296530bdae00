"""Where the annexes of a draft begin: 附件, 附表, 附录 after its last article."""
import re

from services.review.domain.numerals import NUMERAL, read_number
from services.review.domain.statute.lines import Page
from services.review.domain.statute.marks import Mark

_ANNEX = re.compile(rf"附 ?(?:件|表|录|图) ?({NUMERAL})?(?: ?:| +|$)")
TITLE_MOST = 60


def find_annexes(text: str, page: Page, after: int) -> list[Mark]:
    """The annexes of a folded text that begin after a place; each begins its line."""
    found: list[Mark] = []
    for line in page.lines[page.index_at(after) + 1:]:
        match = _ANNEX.match(text, line.at, line.end)
        if match and line.width <= TITLE_MOST:
            found.append(Mark(line.at, match.end(), "annex", read_number(match[1]) or 0 if match[1] else 0))
    return found
