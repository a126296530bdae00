"""Opinions are placed beside what was said before: the same, nearly the same, or new; nothing that differs in what a
rule turns on is ever offered as near."""
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.review.domain.grouping.guard import KINDS, disagreements, facts_of
from services.review.domain.grouping.near import NearIndex, Tie
from services.review.domain.grouping.texts import Text, key_of
from tests.review.sayings import COURTESIES, a_saying, changed, worn

SEEDS, FRAMES, MANNERS = st.integers(0, 1 << 32), st.integers(0, 3), st.integers(0, len(COURTESIES) - 1)


def said(*texts: str | Text) -> list[Tie]:
    """How texts, in this order, are tied; each is named by its place."""
    return NearIndex().place([Text(id=str(at), text=each) if isinstance(each, str) else each
                              for at, each in enumerate(texts)])


def tier(*texts: str) -> str:
    """The tier of the last."""
    return said(*texts)[-1].tier


@settings(max_examples=200, deadline=None)
@given(SEEDS, st.sampled_from(KINDS), FRAMES, MANNERS, st.integers(1, 3))
def test_one_thing_changed_is_never_near(seed: int, kind: str, frame: int, manner: int, rules: int) -> None:
    random = Random(seed)
    saying = a_saying(random, rules)
    first, second = said(saying.words(), changed(saying, kind, random).words(frame, manner))
    assert (second.tier, second.beside) == ("new", first.id)
    assert kind in second.differs


@settings(max_examples=150, deadline=None)
@given(SEEDS, FRAMES, MANNERS, st.booleans())
def test_the_same_in_another_frame_is_near(seed: int, frame: int, manner: int, digits: bool) -> None:
    saying = a_saying(Random(seed))
    assert tier(saying.words(), saying.words(frame, manner, digits)) in ("identical", "near")


@settings(max_examples=150, deadline=None)
@given(SEEDS, FRAMES, MANNERS, st.booleans(), st.randoms(use_true_random=False))
def test_dress_does_not_change_the_key(seed: int, frame: int, manner: int, digits: bool, random: Random) -> None:
    saying = a_saying(Random(seed))
    plain = Text(id="1", text=saying.words(frame))
    dressed = Text(id="2", text=worn(saying.words(frame, manner, digits), random), stance="comment", provision="art_3")
    assert key_of(plain) == key_of(dressed)
    assert key_of(plain) != key_of(Text(id="3", text=plain.text, stance="oppose"))


@settings(max_examples=100, deadline=None)
@given(SEEDS, st.sampled_from(KINDS))
def test_a_comparison_is_the_same_both_ways(seed: int, kind: str) -> None:
    random = Random(seed)
    saying = a_saying(random)
    one, other = (facts_of(Text(id="", text=each.words())) for each in (saying, changed(saying, kind, random)))
    assert disagreements(one, other) == disagreements(other, one)
    assert disagreements(one, one) == ()


@settings(max_examples=60, deadline=None)
@given(SEEDS, st.integers(0, 30))
def test_placing_in_portions_or_after_a_rest_gives_the_same_ties(seed: int, cut: int) -> None:
    random = Random(seed)
    sayings = [a_saying(random, 1) for _ in range(4)]
    texts = [Text(id=str(at), text=worn(changed(random.choice(sayings), random.choice(KINDS), random).words(
        random.randrange(4), random.randrange(4)), random)) for at in range(30)]
    whole = NearIndex().place(texts)
    again = NearIndex()
    for text, tie in zip(texts[:cut], whole[:cut], strict=True):
        again.remember(text, tie.head)
    assert again.place(texts[cut:]) == whole[cut:]


@pytest.mark.parametrize(("one", "other", "kinds"), [
    ("自受理之日起三十日内答复", "自受理之日起六十日内答复", ("number",)),
    ("自受理之日起十日内答复申请人", "自受理之日起十个工作日内答复申请人", ("number",)),
    ("处五百元以上罚款，并通报批评", "处五百元以下罚款，并通报批评", ("number",)),
    ("按照工程价款百分之五预留质量保证金", "按照工程价款千分之五预留质量保证金", ("number",)),
    ("应当在三日内通知、十日内办结有关手续", "应当在十日内通知、三日内办结有关手续", ("number",)),
    ("担任站长职务的，任期四年；担任副站长职务的，任期五年", "担任站长职务的，任期五年；担任副站长职务的，任期四年",
     ("number",)),
    ("店铺应当张贴收费标准", "店铺可以张贴收费标准", ("modal",)),
    ("店铺应当对外张贴收费标准", "店铺应当不对外张贴收费标准", ("modal",)),
    ("夜间禁止燃放烟花爆竹", "夜间可以燃放烟花爆竹", ("modal",)),
    ("依照本条例第十条第二款规定给予补助", "依照本条例第十条第三款规定给予补助", ("reference",)),
    ("建议提高停车费标准", "建议降低停车费标准", ("stance",)),
    ("第十条不应删除", "第十条应当删除", ("stance",)),
    ("由市人民政府制定具体补助办法", "由县人民政府制定具体补助办法", ("actor",)),
    ("出租人负责维修房屋共用部位", "承租人负责维修房屋共用部位", ("actor",)),
    ("监护人应当陪同就诊并签字", "被监护人应当陪同就诊并签字", ("actor",)),
    ("由物业服务企业清运建筑垃圾", "由业主委员会清运建筑垃圾", ("actor",)),
    ("对未带安全帽的教师给予提醒", "对未带安全帽的教练给予提醒", ("actor",)),
])
def test_what_a_rule_turns_on_is_named(one: str, other: str, kinds: tuple[str, ...]) -> None:
    tie = said(one, other)[1]
    assert (tie.tier, tie.beside, set(kinds) <= set(tie.differs)) == ("new", "0", True), tie


@pytest.mark.parametrize(("one", "other"), [
    ("建议增加停车位", "希望增加停车位！"),
    ("应当在三十日内答复", "应当在 30 日内答复。"),
    ("处一万元以上罚款", "处 10,000 元以上罚款"),
    ("按百分之五收取", "按5%收取"),
    ("县人民政府應當責令辦理", "县人民政府应当责令办理"),
    ("垃圾清运太慢", "尊敬的领导：您好！我是一名普通居民，垃圾清运太慢。望采纳，谢谢！"),
])
def test_other_dress_is_identical(one: str, other: str) -> None:
    assert tier(one, other) == "identical"


@pytest.mark.parametrize(("one", "other"), [
    ("物业服务企业应当公示收费标准", "物业服务企业应当公布收费标淮"),
    ("建议删除第十条", "第十条应当取消"),
    ("停车位不够，应当增加停车位，方便居民出行", "应当增加停车位，方便居民出行，停车位不够"),
    ("物业应当公示收费标准，接受业主监督，每年不少于二次", "物业应当公示收费标准，接受业主监督"),
])
def test_slips_frames_and_the_order_of_clauses_are_near(one: str, other: str) -> None:
    assert tier(one, other) == "near"


@pytest.mark.parametrize(("one", "other"), [
    ("三五日内答复", "35日内答复"), ("二、三楼住户", "二十三楼住户"), ("支持", "不支持"),
    ("同意第十条", "不同意第十条"), ("第十二、十三条", "第十二十三条"),
])
def test_what_only_looks_alike_is_not_identical(one: str, other: str) -> None:
    assert tier(one, other) == "new"


def test_who_contradicts_a_member_of_a_near_group_does_not_join_it() -> None:
    rule = "物业服务企业应当公示收费标准，接受业主监督"
    _, member, other = said(rule, f"{rule}，逾期处一万元罚款", f"{rule}，逾期处二万元罚款")
    assert (member.tier, member.head) == ("near", "0")
    assert (other.tier, other.beside, other.differs) == ("new", "1", ("number",))


def test_a_chosen_stance_keeps_the_same_words_apart() -> None:
    ties = said(*(Text(id=each, text="垃圾清运太慢", stance=each) for each in ("support", "oppose", "comment", "")))
    assert [(each.tier, each.head, each.beside, each.differs) for each in ties] == [
        ("new", "support", None, ()), ("new", "oppose", "support", ("stance",)), ("near", "support", None, ()),
        ("identical", "comment", None, ())]


def test_proposed_wording_and_reason_count() -> None:
    ties = said(*(Text(id=str(days), text="期限太短", proposed_text=f"应当在{days}日内答复") for days in (30, 60)))
    assert (ties[1].beside, ties[1].differs) == ("30", ("number",))


def test_nothing_said_is_one_text() -> None:
    assert [each.tier for each in said("", "。", "  ")] == ["new", "identical", "identical"]
