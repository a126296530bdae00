"""Articles find themselves again in the next version; where two look alike, order decides or nobody does."""
from collections import Counter
from dataclasses import asdict
from time import monotonic
from typing import Any

from services.review.domain.numerals import write_number
from services.review.domain.statute import parse
from services.review.domain.versions import Matches, carry, match_articles

HEAD = "古井保护条例（草案）\n第一章 总则\n"
PENALTY = "违反本条例{}规定的，由县级以上人民政府文物主管部门责令改正，给予警告，可以并处五百元以上二千元以下罚款。"
FIRST, WELLS, EDGE = "为了保护古井，传承历史文化，制定本条例。", "本条例所称古井，是指一九四九年以前开凿的水井。", \
    "井台周围三米为保护范围。\n保护范围内禁止下列行为：\n（一）堆放垃圾；\n（二）挖沙取土；\n（三）倾倒污水。"


def a_draft(*articles: str, head: str = HEAD) -> list[dict[str, Any]]:
    """Provisions of a draft of these articles."""
    lines = [f"第{write_number(number)}条 {words}" for number, words in enumerate(articles, 1)]
    return [asdict(each) for each in parse(head + "\n".join(lines)).provisions]


def became(matches: Matches) -> dict[str, tuple[str, ...]]:
    """What each old article became."""
    return {each.old or "": each.new for each in matches.all() if each.old}


def test_the_same_draft_is_the_same() -> None:
    draft = a_draft(FIRST, WELLS, EDGE)
    matches = match_articles(draft, draft)
    assert Counter(each.state for each in matches.all()) == {"same": 3}


def test_renumbering_is_no_change() -> None:
    """Articles and the references to them get new numbers; their words say the same."""
    matches = match_articles(a_draft(FIRST, WELLS, PENALTY.format("第二条")),
                             a_draft(FIRST, "各级人民政府应当加强宣传。", WELLS, PENALTY.format("第三条")))
    assert [each.state for each in matches.all()] == ["same", "moved", "moved", "added"]
    placed = carry("art_3", None, matches)
    assert (placed.eid, placed.state) == ("art_4", "moved")
    assert "原第三条，现为第四条" in placed.why


def test_penalties_that_differ_only_in_what_they_refer_to_are_not_swapped() -> None:
    """The first of two is struck out; the second is told apart by its reference."""
    old = a_draft(FIRST, WELLS, EDGE, PENALTY.format("第二条"), PENALTY.format("第三条"))
    matches = match_articles(old, a_draft(FIRST, WELLS, EDGE, PENALTY.format("第三条")))
    assert became(matches)["art_5"] == ("art_4",)
    assert carry("art_4", None, matches).state == "ask"


def test_of_twins_without_a_difference_nobody_decides() -> None:
    """Two articles with the same words became one: which of them is a person's to say."""
    rule = "具体办法由县人民政府文物主管部门另行制定并向社会公布。"
    matches = match_articles(a_draft(FIRST, rule, rule, WELLS), a_draft(FIRST, rule, WELLS))
    assert {carry(eid, None, matches).state for eid in ("art_2", "art_3")} == {"ask"}


def test_a_split_article_is_decided_by_the_quotation() -> None:
    first, second = "古井所有人应当每年检查井台，发现险情立即报告。", "使用人应当在取水后盖好井盖，不得在井边洗涤。"
    matches = match_articles(a_draft(FIRST, f"{first}\n{second}", WELLS), a_draft(FIRST, first, second, WELLS))
    whole = carry("art_2", None, matches)
    assert (whole.eid, whole.state) == (None, "ask")
    assert "第二条、第三条" in whole.why
    quoted = carry("art_2", {"quote": "盖好井盖", "start": len(first) + 10}, matches)
    assert (quoted.eid, quoted.state, quoted.start) == ("art_3", "moved", 9)


def test_a_merged_article_stands_where_its_words_are() -> None:
    first, second = "古井所有人应当每年检查井台，发现险情立即报告。", "使用人应当在取水后盖好井盖，不得在井边洗涤。"
    matches = match_articles(a_draft(FIRST, first, second, WELLS), a_draft(FIRST, f"{first}\n{second}", WELLS))
    assert [carry(eid, None, matches).eid for eid in ("art_2", "art_3")] == ["art_2", "art_2"]


def test_an_item_is_found_again_when_another_comes_before_it() -> None:
    new = EDGE.replace("（一）", "（一）拴牛；\n（二）").replace("（二）挖", "（三）挖").replace("（三）倾", "（四）倾")
    matches = match_articles(a_draft(FIRST, EDGE), a_draft(FIRST, new))
    placed = carry("art_2__para_2__item_3", None, matches)
    assert (placed.eid, placed.state) == ("art_2__para_2__item_4", "moved")


def test_changed_words_are_asked_about_and_unchanged_neighbours_are_not() -> None:
    matches = match_articles(a_draft(FIRST, EDGE), a_draft(FIRST, EDGE.replace("三米", "五米")))
    anchor = {"quote": "三米", "start": 4}
    for eid, quoted in (("art_2", None), ("art_2", anchor), ("art_2__para_1", anchor)):
        placed = carry(eid, quoted, matches)
        assert (placed.eid, placed.state) == (eid, "ask")
        assert "新稿是否已回应" in placed.why
    elsewhere = carry("art_2", {"quote": "堆放垃圾", "start": EDGE.index("堆放")}, matches)
    assert (elsewhere.eid, elsewhere.state, elsewhere.start) == ("art_2", "kept", EDGE.index("堆放"))
    assert carry("art_2__para_2", None, matches).state == "kept"


def test_chapters_the_whole_draft_and_what_is_unknown() -> None:
    old = a_draft(FIRST, WELLS, head=HEAD)
    new = a_draft(FIRST, WELLS, head=HEAD.replace("总则", "一般规定"))
    assert carry("chp_1", None, match_articles(old, old)).state == "kept"
    assert carry("chp_1", None, match_articles(old, new)).state == "ask"
    assert (carry(None, None, match_articles(old, new)).eid, carry(None, None, match_articles(old, new)).state) == (
        None, "kept")
    assert carry("art_99", None, match_articles(old, new)).state == "ask"


def test_a_code_is_matched_in_seconds() -> None:
    """1,260 articles, as many as the longest statute has; every seventh renumbered away by an insertion."""
    articles = [f"第{number}号井由{number % 91}村{number % 17}组管护，管护人每{number % 12 + 1}月检查一次，"
                f"记录水位{number}厘米以上的情形。" for number in range(1260)]
    later = [words for number, words in enumerate(articles) for words in (
        (f"新增的{number}号水窖由乡镇人民政府登记造册。", words) if number % 7 == 0 else (words,))]
    old, new = a_draft(*articles), a_draft(*later)
    began = monotonic()
    matches = match_articles(old, new)
    assert monotonic() - began < 10
    assert Counter(each.state for each in matches.all()) == {"moved": 1260, "added": 180}


def test_the_same_penalty_of_two_articles_is_not_taken_for_a_part_of_the_other() -> None:
    """Of the first only the penalty is left, of the second only the offence; whose penalty it is, the order tells."""
    penalty = "有前款行为，尚不构成犯罪的，由县人民政府文物主管部门予以通报，可以并处五千元以上五万元以下罚款。"
    offences = "伪造古井登记簿，编制虚假普查报告的，依法追究责任。", "隐匿或者故意销毁古井档案的，依法追究刑事责任。"
    old = a_draft(FIRST, *(f"{each}\n{penalty}" for each in offences), WELLS)
    matches = match_articles(old, a_draft(FIRST, penalty, offences[1], WELLS))
    assert carry("art_3__para_2", None, matches).state == "ask"
    assert carry("art_3__para_1", None, matches).eid == "art_3__para_1"
