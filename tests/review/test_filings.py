"""Facts about filing review, the pool's second kind of task."""
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from services.review.domain.affinity import Words
from services.review.domain.filings import Candidate, rank_experts
from services.review.domain.recusals import Parties, Recusal
from services.review.models import FilingReview
from services.review.queries.staffing.pool import count_open_work
from tests.house import a_house
from tests.review.browsing import shows
from tests.review.pool import API, Pool

WORDS = "清溪市排污管理办法\n第一条 为了防治污染、保护水源水质，制定本办法。\n第二条 违者处罚款一万元。"
FILING = {"title": "清溪市排污管理办法", "issuer": "清溪市人民政府办公室", "number": "清府办发〔2026〕12号",
          "sector": "环境保护", "received_on": "2026-11-20", "due_on": "2026-12-20", "text": WORDS}
FINE = {name: {"holds": True} for name in ("lawful", "authority", "procedure", "fitting")}
BAD = FINE | {"lawful": {"holds": False, "words": "罚款数额超过上位法第六十条。"}}


@pytest.fixture
def pool(tmp_path: Path) -> Iterator[Pool]:
    """Two experts and two groups."""
    with a_house(tmp_path, "review") as house:
        yield Pool(house)


def a_filing(pool: Pool, **other: str) -> dict[str, Any]:
    """A filing, taken in by somebody of its group."""
    answer = pool.client.post(f"{API}/filings", data=FILING | other, headers=pool.as_("城建环保小组"))
    assert answer.status_code == 201, answer.text
    return dict(answer.json or {})


def offered(pool: Pool, filing: dict[str, Any], *names: str) -> dict[str, Any]:
    """Give a filing to experts; returns it with ``reviews`` by name."""
    body = {"expert_ids": [pool.ids[name] for name in names]}
    found = pool.call("POST", f"/filings/{filing['id']}/offer", body, headers=pool.as_("城建环保小组"))
    called = {id_: name for name, id_ in pool.ids.items()}
    return found | {"reviews": {called[each["expert_id"]]: each["id"] for each in found["reviews"]}}


def test_the_fittest_comes_first_then_the_least_busy_and_who_must_step_back_last() -> None:
    def candidate(id_: str, specialty: str, load: int = 0, *recusals: Recusal) -> Candidate:
        return Candidate(id=id_, specialties=frozenset({specialty}), load=load, recusals=recusals)

    own = Recusal(kind="organisation", word="环保局")
    found = rank_experts(Words(article=WORDS.splitlines()[1]), Parties(organisations=("清溪市环保局",)), [
        candidate("law", "law"), candidate("busy", "environment", 9), candidate("free", "environment"),
        candidate("own", "environment", 0, own)])
    assert [each.id for each in found] == ["free", "busy", "law", "own"] and found[-1].recusal == own


def test_a_filing_goes_from_its_arrival_to_a_conclusion(pool: Pool) -> None:
    """Experts answer the four questions, the group concludes, what is open then is closed, nothing changes after."""
    filing = a_filing(pool)
    assert filing["group_id"] == pool.groups["城建环保小组"] and filing["state"] == "received"
    given = offered(pool, filing, "甲", "乙")
    assert given["state"] == "reviewing"
    mine = f"/filing-reviews/{given['reviews']['甲']}"
    verdict = {"answers": BAD, "verdict": "contradicts", "note": "建议改为五千元。"}
    pool.call("POST", f"{mine}/verdict", verdict, headers=pool.as_("乙"), status=403)
    assert pool.call("POST", f"{mine}/verdict", verdict, headers=pool.as_("甲"))["state"] == "reviewed"
    pool.call("POST", f"{mine}/decline", {"reason": "没空"}, headers=pool.as_("甲"), status=409)
    end = {"conclusion": "contradicts", "reason": "第二条与上位法抵触。", "version": filing["version"]}
    path = f"/filings/{filing['id']}/conclusion"
    assert "刷新" in pool.call("POST", path, end, headers=pool.as_("城建环保小组"), status=409)["detail"]
    end["version"] = given["version"]
    pool.call("POST", path, end, headers=pool.as_("农业水利小组"), status=403)
    assert pool.call("POST", path, end, headers=pool.as_("城建环保小组"))["state"] == "concluded"
    states = {each["state"] for each in pool.call("GET", "/filing-reviews", headers=pool.as_("乙"))["items"]}
    assert states == {"closed"}
    for name in ("甲", "乙"):
        late = f"/filing-reviews/{given['reviews'][name]}/verdict"
        pool.call("POST", late, verdict, headers=pool.as_(name), status=409)
    pool.call("POST", f"/filings/{filing['id']}/offer", {"expert_ids": [pool.ids["甲"]]}, status=409)


def test_a_filing_counts_with_the_opinions_as_open_work(pool: Pool) -> None:
    given = offered(pool, a_filing(pool), "乙")
    assert open_work(pool) == {pool.ids["乙"]: 1} and pool.listed()["乙"]["open_work"] == 1
    path = f"/filing-reviews/{given['reviews']['乙']}/decline"
    assert "reason" in pool.call("POST", path, {"reason": " "}, headers=pool.as_("乙"), status=422)["errors"]
    pool.call("POST", path, {"reason": "参与过起草"}, headers=pool.as_("乙"))
    assert open_work(pool) == {}


def test_who_must_step_back_is_away_or_has_it_cannot_be_given_a_filing(pool: Pool) -> None:
    """By name and with the reason; nobody else gets it either."""
    filing = a_filing(pool)
    pool.keep("甲", recusals=[{"kind": "sector", "word": "环境保护"}])
    refusals = [("甲", "须回避“环境保护”")]
    assert_refused(pool, filing, *refusals[0])
    pool.keep("甲", recusals=[], organisation="清溪市人民政府办公室")
    assert_refused(pool, filing, "甲", "须回避“清溪市人民政府办公室”")
    pool.keep("甲", organisation="", tasks=["opinion"])
    assert_refused(pool, filing, "甲", "不在可分派")
    pool.keep("甲", tasks=["filing"])
    pool.call("POST", f"/experts/{pool.ids['甲']}/absences", {"from_on": "2026-11-24", "to_on": "2026-11-24"})
    assert_refused(pool, filing, "甲", "不在可分派")
    offered(pool, filing, "乙")
    assert_refused(pool, filing, "乙", "已经分给过")
    with pool.house.sites["review"].database.reading() as session:
        assert session.scalar(select(func.count()).select_from(FilingReview)) == 1


def test_a_verdict_goes_with_the_four_answers(pool: Pool) -> None:
    path = f"/filing-reviews/{offered(pool, a_filing(pool), '乙')['reviews']['乙']}/verdict"
    for answers, verdict, place in ((FINE, "correct", "verdict"), (BAD, "no_objection", "verdict"),
                                    (FINE | {"fitting": {"holds": False}}, "correct", "fitting_words"),
                                    ({"lawful": {"holds": True}}, "correct", "answers.fitting"),
                                    (FINE, "king", "verdict")):
        body = {"answers": answers, "verdict": verdict}
        assert place in pool.call("POST", path, body, headers=pool.as_("乙"), status=422)["errors"]


def test_a_bad_filing_names_the_field_and_keeps_nothing(pool: Pool) -> None:
    for wrong, status, place in (
            ({"title": ""}, 422, "title"), ({"due_on": "2026-11-01"}, 422, "due_on"), ({"text": " "}, 422, "file"),
            ({"received_on": "昨天"}, 422, "received_on"), ({"hat": "1"}, 422, "hat")):
        answer = pool.client.post(f"{API}/filings", data=FILING | wrong, headers=pool.house.bearer("group"))
        assert answer.status_code == status and place in answer.json["errors"], answer.text
    a_filing(pool)
    again = pool.client.post(f"{API}/filings", data=FILING, headers=pool.house.bearer("group"))
    assert again.status_code == 409 and "已经登记过" in again.json["detail"]
    assert pool.call("GET", "/filings")["total"] == 1


def test_the_desk_of_filings_from_the_first_page_to_the_ledger(pool: Pool) -> None:
    """Taken in on the page, given to the fittest, reviewed by the expert, concluded, reopened, counted by year."""
    group = pool.browser("城建环保小组")
    group.get("/review/filings/new")
    fields = {name: value for name, value in FILING.items() if name != "text"}
    bare = group.post("/review/filings/new", fields)
    assert bare.status_code == 422 and shows(bare.text, "请选择文件", FILING["title"])
    made = group.post("/review/filings/new", fields | {"file": (BytesIO(WORDS.encode()), "办法.txt")},
                      content_type="multipart/form-data")
    page = group.get(made.location).text
    assert shows(page, "保护水源水质") and page.index(pool.ids["乙"]) < page.index(pool.ids["甲"])
    assert "份报备的文件等着分给专家" in group.get("/review/").text
    group.get(made.location)
    assert "请至少选一位专家" in group.post(f"{made.location}/offer").text
    assert group.post(f"{made.location}/offer", {"expert_ids": pool.ids["乙"]}).status_code == 303
    expert = pool.browser("乙")
    assert "份规范性文件等我审查" in expert.get("/review/").text
    task = expert.get("/review/filing-desk").text.split("/review/filing-desk/")[1].split('"')[0]
    form = expert.get(f"/review/filing-desk/{task}").text
    assert shows(form, "保护水源水质", "是否在权限范围内")
    answers = dict.fromkeys(FINE, "true") | {"verdict": "correct"}
    assert "结论应为“没有意见”" in expert.post(f"/review/filing-desk/{task}", answers).text
    right = answers | {"fitting": "false", "fitting_words": "一律罚一万元不适当。"}
    assert expert.post(f"/review/filing-desk/{task}", right).status_code == 303
    assert "一律罚一万元不适当" in group.get(made.location).text
    assert "份文件专家都看过了" in group.get("/review/").text
    version = group.get(made.location).text.split('name="version" value="')[1].split('"')[0]
    end = {"conclusion": "correct", "reason": "=请改第二条。", "version": version}
    assert "请写明理由" in group.post(f"{made.location}/conclusion", end | {"reason": ""}).text
    assert group.post(f"{made.location}/conclusion", end).status_code == 303
    assert "小组已经作出结论" in expert.get(f"/review/filing-desk/{task}").text
    assert shows(group.get("/review/filings?year=2026&state=concluded").text, FILING["title"], "按年统计")
    sheet = load_workbook(BytesIO(group.save("/review/filings/list.xlsx").data)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [rows[1][at] for at in (2, 11, 12)] == [FILING["title"], "建议纠正", "=请改第二条。"]
    group.get(made.location)
    stale = group.post(f"{made.location}/reopen", {"reason": "收到新材料", "version": version})
    assert stale.status_code == 409
    again = {"reason": "收到新材料", "version": int(version) + 1}
    assert group.post(f"{made.location}/reopen", again).status_code == 303
    assert "收到新材料" in group.get(made.location).text
    assert "没有符合条件的" in group.get("/review/filings").text
    assert FILING["title"] in group.get("/review/filings?all=1").text


def open_work(pool: Pool) -> dict[str, int]:
    """How much each expert has open."""
    with pool.house.sites["review"].database.reading() as session:
        return dict(count_open_work(session))


def assert_refused(pool: Pool, filing: dict[str, Any], name: str, sentence: str) -> None:
    """Giving it to two, one of whom may not have it, is refused."""
    body = {"expert_ids": [pool.ids[name]]}
    answer = pool.call("POST", f"/filings/{filing['id']}/offer", body, status=422)
    assert sentence in answer["errors"]["expert_ids"][0] and name in answer["errors"]["expert_ids"][0]
