"""Pages of the expert pool, officers, advisers and groups: lists that keep their filter, forms that name a fault."""
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from shared.contracts import StationChanged
from shared.ids import new_id
from tests.house import a_house
from tests.review.browsing import shows
from tests.review.pool import CRITERIA, DECISION, Pool
from tests.review.test_people import an_account

POOL = "/review/people/experts"


@pytest.fixture
def pool(tmp_path: Path) -> Iterator[Pool]:
    """Two experts and two groups."""
    with a_house(tmp_path, "review") as house:
        yield Pool(house)


def rows_of(answer: Any) -> list[list[Any]]:
    """The cells of a spreadsheet that was exported."""
    assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
    return [[cell.value for cell in row] for row in load_workbook(BytesIO(answer.data)).worksheets[0].iter_rows()]


def test_the_pool_is_searched_filtered_and_exported(pool: Pool) -> None:
    """The filter stays when one comes back without asking for another; the export has what the list has."""
    pool.keep("甲", organisation="=某律师事务所", position="主任", recusals=[{"kind": "place", "word": "龙井村"}])
    admin = pool.browser("admin")
    assert "共 2 条" in admin.get(POOL).text
    assert "共 1 条" in admin.get(f"{POOL}?q=律师").text and "共 1 条" in admin.get(POOL).text
    admin.get(f"{POOL}/{pool.ids['甲']}")
    table = rows_of(admin.save(f"{POOL}/list.xlsx"))
    assert len(table) == 2 and table[1][2] == "=某律师事务所" and table[1][12] == "地方：龙井村"
    assert "共 1 条" in admin.get(f"{POOL}?specialty=环境保护").text
    assert "没有符合条件的" in admin.get(f"{POOL}?standing=left").text
    assert "共 2 条" in admin.get(f"{POOL}?all=1").text and "共 2 条" in admin.get(POOL).text
    assert admin.get(f"{POOL}?standing=king").status_code == 422
    made = an_account(pool.house, pool.client, account="bing", name="丙", roles=["expert"])
    assert f"{made['id']}/edit" in admin.get(POOL).text, "who has no entry yet is named"


def test_an_expert_is_chosen_away_and_leaves_on_pages(pool: Pool) -> None:
    """Each step stands in the history; each form says what is wrong and keeps what was typed."""
    admin, path = pool.browser("admin"), f"{POOL}/{pool.ids['甲']}"
    admin.get(path)
    form: dict[str, Any] = {name: str(each["score"]) for name, each in CRITERIA.items()} | {
        name: value for name, value in DECISION.items() if value} | {"law_words": "连续十年从事审判"}
    wrong = admin.post(f"{path}/select", form | {"politics": "", "panel": ""})
    assert wrong.status_code == 422 and shows(wrong.text, "请打分", "连续十年从事审判")
    assert admin.post(f"{path}/select", form).status_code == 303
    assert shows(admin.get(path).text, "连续十年从事审判", ">20<", "司法局")
    assert "最后一天不能早于" in admin.post(f"{path}/absences", {"from_on": "2026-12-02", "to_on": "2026-12-01"}).text
    assert admin.post(f"{path}/absences", {"from_on": "2026-12-01", "to_on": "2026-12-02"}).status_code == 303
    days = admin.get(path).text.split(f"{path}/absences/")[1].split("/")[0]
    assert admin.post(f"{path}/absences/{days}/delete").status_code == 303
    assert "请写明原因" in admin.post(f"{path}/leave", {"left_on": "2026-11-24"}).text
    assert admin.post(f"{path}/leave", {"left_on": "2026-11-24", "why": "年龄原因"}).status_code == 303
    assert shows(admin.get(path).text, "年龄原因", "已退出", "取消外出", "选聘")
    assert admin.get(f"{POOL}/{new_id()}").status_code == 404
    assert pool.browser("农业水利小组").get(path).status_code == 200
    assert pool.browser("农业水利小组").post(f"{path}/leave").status_code == 403


def test_experts_keep_their_own_absences_and_recusals(pool: Pool) -> None:
    """And nobody else's; who is not in the pool yet is told whom to ask."""
    mine = pool.browser("甲")
    assert "法学" in mine.get("/review/mine").text
    assert mine.post("/review/mine/absences", {"from_on": "2026-11-24", "to_on": "2026-11-25"}).status_code == 303
    assert "现在外出" in mine.get("/review/mine").text
    assert "重叠" in mine.post("/review/mine/absences", {"from_on": "2026-11-25", "to_on": "2026-11-25"}).text
    fields = {"sector": "水利、农业", "organisation": "清溪市水务局"}
    assert mine.post("/review/mine/recusals", fields).status_code == 303
    assert [each["word"] for each in pool.listed()["甲"]["recusals"]] == ["水利", "农业", "清溪市水务局"]
    assert 'value="水利、农业"' in mine.get("/review/mine").text
    assert "太长" in mine.post("/review/mine/recusals", {"other": "长" * 61}).text
    days = mine.get("/review/mine").text.split("/review/mine/absences/")[1].split("/")[0]
    other = pool.browser("乙")
    other.get("/review/mine")
    assert other.post(f"/review/mine/absences/{days}/delete").status_code == 404
    assert mine.get(f"{POOL}/{pool.ids['甲']}").status_code == 403
    pool.ids["丙"] = an_account(pool.house, pool.client, account="bing", roles=["expert"])["id"]
    assert "请找管理员填写" in pool.browser("丙").get("/review/mine").text
    assert pool.browser("admin").get("/review/mine").status_code == 403


def test_officers_get_stations_a_source_and_a_constituency(pool: Pool) -> None:
    """A station that nobody is bound to is named until somebody is."""
    station = StationChanged(station_id=new_id(), revision=1, name_zh="龙井村工作站", kind="fixed", township="龙井镇",
                             address="鼓楼旁", population=9300, active=True)
    pool.house.hear("review", station)
    officer = an_account(pool.house, pool.client, account="wang", name="王某")["id"]
    admin, path = pool.browser("admin"), f"/review/people/officers/{officer}"
    assert "还没有专门联络员的工作站：龙井村工作站" in admin.get("/review/people/officers").text
    admin.get(path)
    fields = {"stations": station.station_id, "source": "grid", "constituency": "龙井村第三网格"}
    assert "请选来源类别" in admin.post(path, fields | {"source": ""}).text
    assert "请写联系的村组" in admin.post(path, fields | {"constituency": ""}).text
    assert admin.post(path, fields).status_code == 303
    page = admin.get("/review/people/officers?source=grid").text
    assert "龙井村第三网格" in page and "龙井村工作站" in page and "还没有专门联络员" not in page
    assert rows_of(admin.save("/review/people/officers/list.xlsx"))[1][3] == "网格单元"
    assert "修改联络员资料" in admin.get(path).text
    assert admin.get(f"/review/people/advisers/{officer}").status_code == 404


def test_advisers_and_groups_have_their_pages(pool: Pool) -> None:
    leader = an_account(pool.house, pool.client, account="leader", name="分管主任", roles=["leader"])["id"]
    adviser = an_account(pool.house, pool.client, account="gu", name="顾某", roles=["adviser"])["id"]
    an_account(pool.house, pool.client, account="member", name="经办人", roles=["group"],
               groups=[pool.groups["城建环保小组"]])
    admin = pool.browser("admin")
    path = f"/review/people/advisers/{adviser}"
    admin.get(path)
    assert "请写所在单位" in admin.post(path, {"licence": "15201"}).text
    assert admin.post(path, {"organisation": "某某律师事务所", "licence": "15201"}).status_code == 303
    assert "某某律师事务所" in admin.get("/review/people/advisers?q=15201").text
    assert rows_of(admin.save("/review/people/advisers/list.xlsx"))[1][3] == "15201"
    group = f"/review/people/groups/{pool.groups['城建环保小组']}"
    admin.get(group)
    fields = {"name": "城建环保小组", "sectors": "城乡建设、消防", "leader_id": leader}
    assert admin.post(group, fields).status_code == 303
    page = admin.get(group).text
    assert "分管主任" in page and "经办人" in page and "城乡建设、消防" in page
    assert "至少写一个行业系统" in admin.post(group, {"name": "城建环保小组", "sectors": "、"}).text
    table = rows_of(admin.save("/review/people/groups/list.xlsx"))
    assert table[1][:4] == ["城建环保小组", "城乡建设、消防", "分管主任", "经办人"]
    assert len(rows_of(admin.save("/review/people/list.xlsx"))) == 6
