"""A statute that is printed and parsed is the same statute, in whatever layout it was printed."""
import unicodedata
from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.review.documents import read_document
from services.review.domain.statute import Provision, parse
from tests.review.printing import CAPTIONED, TO_ARTICLES, WHOLE, paper_of
from tests.review.statutes import a_statute
from tests.review.wordfile import para, word_file

TITLE, NOTE = "临山市古井保护条例（草案）", "（2026年3月1日临山市人民代表大会常务委员会第十次会议审议）"
DRAWN = given(seed=st.integers(0, 2**32), articles=st.integers(3, 40))
TIMES = settings(max_examples=60, deadline=None)


def plain(words: str) -> str:
    """Words without what their width and spaces add."""
    return "".join(unicodedata.normalize("NFKC", words).split())


def shape(provisions: Sequence[Provision], words: bool = True, down: bool = True) -> list[tuple[str, ...]]:
    """What must be the same: identifiers, kinds, parents, captions, words; *down*: 款, 项 and 目 too."""
    low = () if down else ("paragraph", "item", "point")
    return [(each.eid, each.kind, each.parent or "", *(_words(each, down) if words else ()))
            for each in provisions if each.kind not in low]


def _words(provision: Provision, down: bool) -> tuple[str, ...]:
    """What a provision says; where an annex's title ends, a paper on one line does not tell."""
    if provision.kind == "annex":
        return (plain(provision.caption),) if down else ()
    return plain(provision.caption), plain(provision.text)


@pytest.mark.parametrize("layout", WHOLE)
@TIMES
@DRAWN
def test_every_layout_gives_the_tree_it_was_printed_from(layout: str, seed: int, articles: int) -> None:
    random = Random(seed)
    tree = a_statute(random, articles)
    statute = parse(WHOLE[layout](paper_of(TITLE, NOTE, tree), random))
    words = layout != "traditional"
    assert shape(statute.provisions, words) == shape(tree, words)
    assert statute.title == TITLE or not words or layout == "half_width"


@pytest.mark.parametrize("layout", TO_ARTICLES)
@TIMES
@DRAWN
def test_without_paragraphs_the_articles_are_still_right(layout: str, seed: int, articles: int) -> None:
    random = Random(seed)
    tree = a_statute(random, articles)
    statute = parse(TO_ARTICLES[layout](paper_of(TITLE, NOTE, tree), random))
    assert shape(statute.provisions, down=False) == shape(tree, down=False)


@pytest.mark.parametrize("layout", CAPTIONED)
@TIMES
@DRAWN
def test_captions_are_read_in_every_bracket(layout: str, seed: int, articles: int) -> None:
    random = Random(seed)
    tree = a_statute(random, articles, captioned=True)
    assert shape(parse(CAPTIONED[layout](paper_of(TITLE, NOTE, tree), random)).provisions) == shape(tree)


@TIMES
@DRAWN
def test_what_was_parsed_is_printed_and_parsed_again_to_the_same(seed: int, articles: int) -> None:
    random = Random(seed)
    first = parse(WHOLE["wrapped"](paper_of(TITLE, NOTE, a_statute(random, articles)), random))
    again = parse(WHOLE["plain"](paper_of(TITLE, NOTE, first.provisions), random))
    assert shape(again.provisions) == shape(first.provisions)


@TIMES
@DRAWN
def test_a_word_file_gives_the_tree_its_paragraphs_were_written_from(seed: int, articles: int) -> None:
    random = Random(seed)
    tree = a_statute(random, articles)
    printed = WHOLE[random.choice(("plain", "indented", "contents", "spaced"))](paper_of(TITLE, NOTE, tree), random)
    data = word_file(*(para(line) for line in printed.split("\n")))
    assert shape(parse(read_document("draft.docx", data)).provisions) == shape(tree)
