"""The invented regulation is well formed, and what is asked of it quotes what it says."""
import re

import pytest

from deploy.sample.draft import REGULATION, label, numeral, provisions
from deploy.sample.material import asides, points, sentences

LINES = REGULATION.read_text(encoding="utf-8").splitlines()


def test_articles_and_chapters_are_numbered_through() -> None:
    articles = [line.split()[0] for line in LINES if re.match(r"第[一二三四五六七八九十]+条 ", line)]
    chapters = [line.split()[0] for line in LINES if re.match(r"第[一二三四五六七八九十]+章 ", line)]
    assert articles == [f"第{numeral(number)}条" for number in range(1, 43)]
    assert chapters == [f"第{numeral(number)}章" for number in range(1, 9)]
    assert LINES[0].endswith("（草案）") and LINES[-3] == "第八章 附则"


def test_every_paragraph_ends_as_a_sentence_should() -> None:
    body = [line for line in LINES[1:] if line and not re.match(r"第.+章 ", line)]
    assert all(line[-1] in "。：；" for line in body)
    assert len(set(body)) == len(body)


def test_references_inside_the_draft_lead_somewhere() -> None:
    named = set(re.findall(r"第[一二三四五六七八九十]+条", "\n".join(LINES)))
    assert named <= {f"第{numeral(number)}条" for number in range(1, 43)}


@pytest.mark.parametrize(("eid", "words"), [
    ("art_12__para_2", "第十二条第二款"), ("art_1", "第一条"), ("art_20__para_1", "第二十条第一款"),
    ("art_15__para_1__item_4", "第十五条第一款第（四）项"), ("art_42__para_1", "第四十二条"),
])
def test_a_provision_is_named_as_clerks_name_it(eid: str, words: str) -> None:
    assert label(eid) == words


def test_every_point_is_about_a_provision_and_quotes_it_rightly() -> None:
    for point in points():
        words = provisions()[point.provision]
        assert point.old is None or point.old in words, f"{point.title}: {point.old}"
        behind = re.search(r"“([^”]+)”后增加", point.change)
        assert behind is None or behind[1] in words, point.title
        assert point.new is None or point.new != point.old


def test_there_are_464_points_spread_over_every_article_each_with_somebody_behind_it() -> None:
    assert len(points()) == 464
    assert {point.article for point in points()} == {f"art_{number}" for number in range(1, 43)}
    assert all(point.sayings and "@" not in point.change for point in points())


def test_nothing_is_said_twice_in_the_material() -> None:
    said = [saying.text for point in points() for saying in point.sayings] + [text for text, _ in asides()]
    assert len(set(said)) == len(said)


def test_there_are_reasons_and_notes_for_every_kind() -> None:
    reasons = sentences("reasons")
    for kind in {point.kind for point in points()}:
        assert reasons[kind, "n"] and reasons[kind, "p"]
    assert {letter for _, letter in sentences("notes")} == {"s", "v", "r"}
