"""Where the annexes of a draft begin: 附件, 附表, 附录 after its last article."""
from services.review.domain.numerals import read_number
from services.review.domain.statute.lines import ANNEX, Page
from services.review.domain.statute.marks import Mark

TITLE_MOST = 60


def find_annexes(text: str, page: Page, after: int) -> list[Mark]:
    """The annexes of a folded text that begin after a place; each begins its line."""
    found: list[Mark] = []
    for line in page.lines[page.index_at(after) + 1:]:
        match = ANNEX.match(text, line.at, line.end)
        if match and (line.width <= TITLE_MOST or ":" in match[0]):
            found.append(Mark(line.at, match.end(), "annex", read_number(match[1]) or 0 if match[1] else 0))
    return found
