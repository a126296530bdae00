"""把关 and 审定: four aspects, rounds that stay, nothing approved that is not as it was shown."""
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.review.domain.wording import amended
from shared.contracts import WithdrawalAsked
from shared.ids import new_id
from tests.builders import NOON
from tests.house import a_house
from tests.review.browsing import Browser
from tests.review.office import Office

ARTICLE = "井台周围三米为保护范围，任何单位不得占用。"
FAIL = {"legality": {"verdict": "pass"}, "wording": {"verdict": "revise", "note": "“古泉”没有定义。"}}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An open consultation."""
    with a_house(tmp_path, "review") as house:
        yield Office(house)


@pytest.mark.parametrize(("said", "expected"), [
    ("将“三米”修改为“五米”。", "井台周围五米为保护范围，任何单位不得占用。"),
    ("建议把“三米”改为“五米”，“不得占用”改成“不得占用、堆放”。", "井台周围五米为保护范围，任何单位不得占用、堆放。"),
    ("在“单位”后增加“和个人”。", "井台周围三米为保护范围，任何单位和个人不得占用。"),
    ("建议在“井台”之前加上“古井的”。", "古井的井台周围三米为保护范围，任何单位不得占用。"),
    ("删去“任何单位”。", "井台周围三米为保护范围，不得占用。"),
    ("本条修改为：“井台周围五米为保护范围，单位和个人不得占用。”", "井台周围五米为保护范围，单位和个人不得占用。"),
    ("井台周围五米为保护范围，任何单位不得占用。", "井台周围五米为保护范围，任何单位不得占用。"),
    ("“两米”改为“五米”。", None), ("建议写明由谁负责。", None), ("本条改为：“另行规定。”", None), (ARTICLE, None)])
def test_an_article_is_amended_only_where_the_words_say_how(said: str, expected: str | None) -> None:
    assert amended(ARTICLE, said) == expected


def test_a_return_names_the_aspect_and_every_round_stays(office: Office) -> None:
    made = office.suggest(office.hear("三米不够。"))
    back = office.judge(made, "revise", aspects=FAIL, version=1)
    assert back["state"] == "returned" and back["version"] == 2
    officer = Browser(office.house, "officer")
    assert "“古泉”没有定义" in officer.get(f"{office.page}/work?article=art_1").text
    office.change(made, 2)
    passed = office.judge(made, "pass", "可以。", aspects={"wording": {"verdict": "pass", "note": None}})
    assert [each["step"] for each in passed["approvals"]] == ["拟稿", "把关"]
    assert [(each.before["verdict"], each.why) for each in office.steps("gate")] == [
        ("revise", "文字：“古泉”没有定义。"), ("pass", "可以。")]
    assert office.judge(made)["version"] == passed["version"], "saying it again changes nothing"


def test_a_judgment_without_reason_or_against_itself_or_of_another_version_is_refused(office: Office) -> None:
    made = office.suggest(office.hear("三米不够。"))
    assert "退回修改要写明原因" in str(office.judge(made, "revise", status=422))
    assert "文字一栏选了“要修改”" in str(office.judge(made, "pass", status=422, aspects=FAIL))
    assert "别人刚改过" in str(office.judge(made, "pass", status=409, version=7))
    office.judge(made, "revise", "写明依据")
    assert "等联络员改好以后再把关" in str(office.judge(made, "pass", status=409))
    assert office.judge(made, "pass", status=422, aspects={"beauty": {"verdict": "pass"}})["errors"]


def test_the_page_shows_the_article_as_it_would_read_and_nobody_s_name(office: Office) -> None:
    station = office.station("石板井社区站")
    made = office.suggest(office.hear("井要管好。", "泉也要管。", station_id=station))
    office.suggest(office.hear("不要立这一条。", stance="oppose"), title="删去第一条", text="不立这一条。")
    office.suggest(office.hear("赞成。", stance="support"), title="保留", text="这一条很好。")
    page = Browser(office.house, "adviser").get(f"{office.page}/gate").text
    assert "保护古井<ins>和古泉</ins>" in page and "2 条意见" in page and "1 个工作站" in page
    assert "石板井社区站 2" in page and "泉也要管。" in page and "张三丰" not in page
    assert page.count("立场相反") == 2 and "删去第一条" in page
    filtered = Browser(office.house, "adviser").get(f"{office.page}/gate?q=古泉").text
    assert f"s-{made['id']}" in filtered and filtered.count("data-card") == 1
    assert "没有符合的建议" in Browser(office.house, "adviser").get(f"{office.page}/gate?q=100%25").text


def test_of_very_many_on_one_article_a_few_are_shown_and_the_rest_counted(office: Office) -> None:
    for number in range(12):
        office.suggest(office.hear(f"第{number}条"), title=f"建议{number}")
    page = Browser(office.house, "adviser").get(f"{office.page}/gate?q=建议").text
    assert "这一条还有 11 条建议" in page and "另有 3 条没有显示" in page


def test_an_approval_says_where_the_opinions_came_from_and_not_who(office: Office) -> None:
    station = office.station("石板井社区站")
    ids = [*office.hear("一。", "二。", station_id=station), *office.hear("三。", channel="web", public_name=None)]
    made = office.suggest(ids)
    office.house.hear("review", WithdrawalAsked(opinion_id=ids[0], revision=1, asked_at=NOON))
    office.house.settle()
    office.judge(made)
    office.approve(made)
    body = json.loads(office.said("suggestion.ready", "reports")[0])
    assert (body["opinions"], body["stations"], body["channels"]) == (2, {station: 1}, {"tablet": 1, "web": 1})
    assert body["balance"]["withdrawn"] == 1 and "张三丰" not in str(body)


def test_nothing_is_approved_where_one_was_changed_since_it_was_shown(office: Office) -> None:
    one, two = (office.suggest(office.hear(text)) for text in ("一。", "二。"))
    shown = {each["id"]: office.judge(each)["version"] for each in (one, two)}
    office.change(two, 2)
    office.judge(two)
    refused = office.approve(one, two, versions=shown, status=409)
    assert "一条也没有审定" in refused["detail"] and refused["errors"]["suggestion_ids"] == ["第 2 号：扩大保护范围"]
    leader = Browser(office.house, "leader")
    leader.get(f"{office.page}/approve")
    picks = [f"{each}:{version}" for each, version in shown.items()]
    stale = leader.post(f"{office.page}/approve", {"act": "approve", "sure": "yes", "suggestion_ids": picks})
    assert stale.status_code == 409 and "打开页面以后改过" in stale.text and office.states() == ["gated", "gated"]


@pytest.mark.parametrize(("ids", "status", "sentence"), [
    ([], 422, "至少 1 个"), ([new_id()], 422, "这次征求意见里没有这条建议")])
def test_an_empty_or_foreign_selection_is_told_what_to_do(office: Office, ids: list[str], status: int,
                                                          sentence: str) -> None:
    answer = office.send("leader", f"{office.path}/approve", {"suggestion_ids": ids}, status)
    assert sentence in str(answer)


def test_the_leader_returns_declines_and_approves_from_one_page(office: Office) -> None:
    made = [office.suggest(office.hear(text), title=text) for text in ("甲", "乙", "丙")]
    picks = [f"{each['id']}:{office.judge(each)['version']}" for each in made]
    leader = Browser(office.house, "leader")
    path = f"{office.page}/approve"
    assert "共 3 条已把关" in leader.get(path).text
    asked = leader.post(path, {"act": "return", "suggestion_ids": picks[0]})
    assert "把这 1 条建议退回修改？" in asked.text and "第 1 号" in asked.text
    bare = leader.post(path, {"act": "return", "sure": "yes", "suggestion_ids": picks[0]})
    assert bare.status_code == 422 and "请写理由" in bare.text and picks[0] in bare.text
    for act, pick in (("return", picks[0]), ("decline", picks[1])):
        said = leader.post(path, {"act": act, "sure": "yes", "suggestion_ids": pick, "reason": "依据写得不够。"})
        assert said.status_code == 303, said.text
    assert office.states() == ["returned", "not_forwarded", "gated"]
    assert [each.why for each in office.steps("return")] == ["依据写得不够。"]
    work = Browser(office.house, "officer").get(f"{office.page}/work?article=art_1").text
    assert "退回说明：依据写得不够。" in work
    assert "等联络员改好" in str(office.judge(made[0], status=409))
    gate = Browser(office.house, "adviser").get(f"{office.page}/gate?state=returned").text
    assert "领导要求修改" in gate and "依据写得不够。" in gate
    assert leader.post(path, {"act": "approve", "sure": "yes", "suggestion_ids": picks[2]}).status_code == 303
    assert "已审定 1 条建议（第 3 号）" in leader.get(path).text


def test_the_confirmation_counts_an_opinion_behind_two_suggestions_once(office: Office) -> None:
    ids = office.hear("一。", "二。")
    picks = [f"{each['id']}:{office.judge(each)['version']}" for each in (office.suggest(ids), office.suggest(ids[:1]))]
    leader = Browser(office.house, "leader")
    leader.get(f"{office.page}/approve")
    page = leader.post(f"{office.page}/approve", {"act": "approve", "suggestion_ids": picks}).text
    assert "背后一共 2 条意见" in page and "审定这 2 条建议？" in page and office.states() == ["gated", "gated"]
