"""Corrections of a parsed draft: what each does, and that none of them loses a word."""
import random
import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.review.domain.statute import Mark, build, check, parse
from services.review.domain.statute.corrections import Correction, CorrectionRefused, correct
from services.review.domain.statute.labels import read_label
from services.review.domain.statute.marks import CAPTION, KINDS, NOISE
from services.review.domain.statute.tree import BRACKETS

DRAFT = """井保护条例（草案）
第一章 总则
第一条 【目的】为了保护古井。
古井是共有的。
第二条 任何人不得：
（一）填井；
（二）毁井台。
井的看管
第三条 井长管井。
他每年说一次。
第七条 井台要修。
第五条 本条例即日施行。
附件：古井名录
石板井
"""
KIND_OF_WORDS = (*KINDS, NOISE)


def at(words: str, text: str = DRAFT) -> int:
    """Where some words stand."""
    return text.index(words)


def fixed(*corrections: Correction, text: str = DRAFT) -> tuple[Mark, ...]:
    """The marks of a draft after some corrections."""
    marks = parse(text).marks
    for each in corrections:
        marks = correct(text, marks, each)
    return marks


def labels(marks: Sequence[Mark], text: str = DRAFT) -> list[str]:
    """The labels and titles of the headings and articles."""
    return [each.label + (each.caption if each.kind == "chapter" else "") for each in build(text, marks)
            if each.kind in ("chapter", "article", "annex")]


def test_a_mistyped_number_and_a_heading_without_one_are_mended() -> None:
    assert parse(DRAFT).warnings == ("第三条和第五条之间是第七条（“井台要修。”）：是否应为第四条？",)
    marks = fixed(Correction(kind="renumber", at=at("第七条"), number=4),
                  Correction(kind="retype", at=at("井的看管"), to="chapter"))
    assert labels(marks) == ["第一章总则", "第一条", "第二条", "第二章井的看管", "第三条", "第四条", "第五条", "附件"]
    assert check(DRAFT, marks) == ()


def test_a_part_of_a_line_becomes_a_paragraph_and_a_part_of_a_paragraph_an_item() -> None:
    marks = fixed(Correction(kind="split", at=at("每年说一次"), to="paragraph"),
                  Correction(kind="retype", at=at("他每年"), to="item"))
    eids = {each.eid: each.text for each in build(DRAFT, marks) if each.eid.startswith("art_3")}
    assert eids == {"art_3": "井长管井。\n他\n每年说一次。", "art_3__para_1": "井长管井。",
                    "art_3__para_1__item_1": "他", "art_3__para_2": "每年说一次。"}


def test_joined_words_go_to_the_one_before() -> None:
    marks = fixed(Correction(kind="join", at=at("（二）毁")), Correction(kind="join", at=at("第二条 任")))
    texts = {each.eid: each.text for each in build(DRAFT, marks)}
    assert texts["art_1__para_2"] == "古井是共有的。第二条任何人不得："
    assert texts["art_1__para_2__item_1"] == "填井；（二）毁井台。"


def test_a_line_is_left_out_and_taken_back() -> None:
    out = fixed(Correction(kind="retype", at=at("他每年"), to=NOISE))
    assert "每年" not in "".join(each.text for each in build(DRAFT, out))
    assert check(DRAFT, out) == check(DRAFT, parse(DRAFT).marks)
    back = correct(DRAFT, out, Correction(kind="retype", at=at("他每年"), to="paragraph"))
    assert back == parse(DRAFT).marks


def test_noise_that_a_person_has_looked_at_is_not_remarked_again() -> None:
    text = DRAFT.replace("古井是", "— 3 —\n古井是").replace("他每年", "— 4 —\n他每年").replace("第七条", "第四条")
    marks = parse(text).marks
    assert "略去了 2 处页码" in " ".join(each.sentence for each in check(text, marks))
    assert check(text, correct(text, marks, Correction(kind="confirm"))) == ()
    for place in ("— 3", "— 4"):
        marks = correct(text, marks, Correction(kind="retype", at=at(place, text), to=NOISE))
    assert check(text, marks) == ()


def test_a_heading_without_a_number_is_named_until_a_person_has_looked_at_it() -> None:
    text = DRAFT.replace("井的看管", "监督管理").replace("第七条", "第四条")
    marks = parse(text).marks
    assert [each.sentence for each in check(text, marks)] == ["“监督管理”前面没有编号，暂作第二章：请核对。"]
    renumbered = correct(text, marks, Correction(kind="renumber", at=at("监督管理", text), number=2))
    assert check(text, renumbered) == check(text, correct(text, marks, Correction(kind="confirm"))) == ()


def test_captions_are_taken_off_and_put_on() -> None:
    off = fixed(Correction(kind="caption", at=at("第一条"), on=False))
    assert build(DRAFT, off)[1].caption == "" and build(DRAFT, off)[2].text == "【目的】为了保护古井。"
    assert correct(DRAFT, off, Correction(kind="caption", at=at("第一条"))) == parse(DRAFT).marks
    words = at("井长管井")
    on = fixed(Correction(kind="caption", at=at("第三条"), end=words + 2))
    assert [each.caption for each in build(DRAFT, on) if each.eid == "art_3"] == ["井长"]


def test_a_number_is_changed_with_and_without_an_extra() -> None:
    marks = fixed(Correction(kind="renumber", at=at("第三条"), number=2, extra=1))
    assert "第二条之一" in labels(marks)


@pytest.mark.parametrize(("correction", "sentence"), [
    (Correction(kind="split", at=-1, to="article"), "不在原文里"),
    (Correction(kind="split", at=len(DRAFT), to="article"), "不在原文里"),
    (Correction(kind="split", at=len(DRAFT) - 1, to="article"), "没有文字了"),
    (Correction(kind="melt", at=0), "不认识这种更正"),
    (Correction(kind="split", at=at("井长"), to="verse"), "不认识这种类型"),
    (Correction(kind="split", at=at("井长"), to="article", number=10_000), "应为 1 到 9999"),
    (Correction(kind="split", at=at("第三条"), to="article"), "已经是一个开头"),
    (Correction(kind="split", at=at("三条 井长"), to="paragraph"), "编号或条标中间"),
    (Correction(kind="join", at=at("井长")), "这里不是开头"),
    (Correction(kind="retype", at=at("第三条"), to="article"), "已经是这种类型"),
    (Correction(kind="retype", at=at("第二条 任"), to="chapter"), "（一）填井"),
    (Correction(kind="renumber", at=at("他每年"), number=2), "没有编号可改"),
    (Correction(kind="renumber", at=at("第三条")), "请写编号"),
    (Correction(kind="renumber", at=at("第三条"), number=3), "和现在一样"),
    (Correction(kind="caption", at=at("第三条"), on=False), "没有条标"),
    (Correction(kind="caption", at=at("第三条")), "没有找到条标"),
    (Correction(kind="split", at=at("井长"), to=NOISE, end=at("第五条") + 1), "还有别的开头")])
def test_what_makes_no_sense_is_refused_in_a_sentence(correction: Correction, sentence: str) -> None:
    with pytest.raises(CorrectionRefused) as refused:
        correct(DRAFT, parse(DRAFT).marks, correction)
    assert sentence in "".join(words for each in refused.value.errors.values() for words in each)


def test_an_article_whose_label_is_lost_is_called_as_the_others_are() -> None:
    assert "第四条" in labels(fixed(Correction(kind="retype", at=at("他每年"), to="article")))


def test_noise_in_the_title_of_an_annex_is_left_out() -> None:
    marks = fixed(Correction(kind="split", at=at("名录"), to=NOISE, end=at("板井\n")))
    assert [(each.caption, each.text) for each in build(DRAFT, marks) if each.kind == "annex"] == [("古井板井", "")]


def test_the_last_article_stays() -> None:
    text = "第一条 井台要修。"
    with pytest.raises(CorrectionRefused):
        correct(text, parse(text).marks, Correction(kind="join", at=0))


def test_numbers_are_read_as_they_are_typed() -> None:
    typed = ("十七", "17", "第十七条", "（十七）", "第十二条之一", "12之1", "附", "", "之一")
    assert [read_label(each) for each in typed] == [(17, 0)] * 4 + [(12, 1)] * 2 + [None] * 3


PIECES = st.sampled_from((
    "第一章 总则\n", "第二章 保护\n", "第{n}条 井台要修。\n", "第{n}条 【修井】井台要修；\n", "井长管井。\n",
    "（一）填井；\n", "（二）毁井台。\n", "1.石井；\n", "— 3 —\n", "第{n}条 不得：（一）填井；（二）毁井台。\n",
    "\u3000\u3000井台 要修\n", "井的看管\n", "附件1 名录\n石板井\n", "12\n", "（草案）\u200b\n"))


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A draft of some pieces in any order, at least one article among them."""
    pieces = draw(st.lists(PIECES, min_size=3, max_size=25))
    numbered = [each.format(n="零一二三四五六七八九十"[min(place, 10)]) for place, each in enumerate(pieces)]
    return "井保护条例\n第一条 井是井。\n" + "".join(numbered)


def any_correction(text: str, marks: Sequence[Mark], chance: random.Random) -> Correction:
    """Any correction, mostly of something that is there."""
    place = chance.choice([mark.at for mark in marks] + [chance.randrange(len(text)) for _ in range(4)])
    kind = chance.choice(("split", "join", "retype", "retype", "renumber", "caption", "confirm"))
    return Correction(kind=kind, at=place, to=chance.choice(KIND_OF_WORDS), number=chance.choice((0, 0, 1, 3)),
                      on=chance.random() < 0.5, end=chance.choice((0, 0, 0, place + 3)),
                      mark=chance.choice(("", "", *KIND_OF_WORDS)))


def said_by(text: str, marks: Sequence[Mark]) -> str:
    """Every sign of a text from its first mark on that is neither a label nor noise, as it should stand in the tree."""
    solid = [mark for mark in marks if mark.kind != NOISE]
    kept = list(text)
    for mark in marks:
        if mark.kind != CAPTION:
            kept[mark.at:mark.end] = " " * (mark.end - mark.at)
    return bare("".join(kept[min(solid).at:]))


def bare(words: str) -> str:
    """Words without what is only between them; captions stand without their brackets."""
    return re.sub("[\\s\u200b" + re.escape(BRACKETS) + "]", "", words)


def held_by(text: str, marks: Sequence[Mark]) -> str:
    """Every sign that the tree holds beside labels."""
    return bare("".join(each.caption + each.text * (each.kind != "article") for each in build(text, marks)))


@settings(max_examples=150, deadline=None)
@given(text=texts(), seed=st.integers(0, 2**32))
def test_no_correction_loses_a_word_and_identifiers_stay_unique(text: str, seed: int) -> None:
    chance, marks = random.Random(seed), parse(text).marks
    assert held_by(text, marks) == said_by(text, marks)
    for _ in range(12):
        correction = any_correction(text, marks, chance)
        try:
            marks = correct(text, marks, correction)
        except CorrectionRefused:
            continue
        provisions = build(text, marks)
        assert held_by(text, marks) == said_by(text, marks), correction
        assert len({each.eid for each in provisions}) == len(provisions)
        assert list(marks) == sorted(marks) and build(text, marks) == provisions
        check(text, marks)


@settings(max_examples=150, deadline=None)
@given(text=texts(), seed=st.integers(0, 2**32), kind=st.sampled_from(KIND_OF_WORDS))
def test_what_was_split_and_joined_is_as_before(text: str, seed: int, kind: str) -> None:
    marks = parse(text).marks
    try:
        split = correct(text, marks, Correction(kind="split", at=random.Random(seed).randrange(len(text)), to=kind))
    except CorrectionRefused:
        return
    new = next(mark for mark in split if mark not in marks)
    if len(split) == len(marks) + 1 and new.kind != CAPTION:
        assert correct(text, split, Correction(kind="join", at=new.at, mark=new.kind)) == marks
