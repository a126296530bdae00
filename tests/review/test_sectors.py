"""A draft's sector brings it to its work group by itself, and the group alone runs it."""
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.review.app import SERVICE
from services.review.domain.sectors import SEVEN, place_sector
from shared.web.app import make_app
from tests.house import a_house
from tests.review.browsing import Browser
from tests.review.pool import Pool
from tests.review.test_pages_work import an_import

GROUPS = {"law": ["法治", "公共安全"], "build": ["城乡建设", "环境保护"], "culture": ["教育", "文化"],
          "heritage": ["民族事务", "历史文化保护"]}


@pytest.fixture
def pool(tmp_path: Path) -> Iterator[Pool]:
    """Two experts and two groups."""
    with a_house(tmp_path, "review") as house:
        yield Pool(house)


@pytest.mark.parametrize(("sector", "group", "candidates"), [
    ("环境保护", "build", ()), (" 环境 保护 ", "build", ()), ("城乡建设和住房", "build", ()), ("环境", "build", ()),
    ("文化", "culture", ()), ("民族文化和历史文化保护", "heritage", ()), ("文化、法治", None, ("law", "culture")),
    ("税务", None, ()), ("", None, ())])
def test_a_sector_leads_to_the_group_that_names_it_most_closely(sector: str, group: str | None,
                                                                candidates: tuple[str, ...]) -> None:
    found = place_sector(sector, GROUPS)
    assert (found.group, found.candidates) == (group, candidates)


def test_a_draft_arrives_at_its_group_and_at_the_home_of_its_members(pool: Pool) -> None:
    """Others see it, too, but not as theirs, and find no button."""
    path = an_import(Browser(pool.house, "group"), sector="农村水利").location
    own, other = (pool.browser(name) for name in ("农业水利小组", "城建环保小组"))
    assert "农业水利小组" in own.get(path).text
    assert "古井保护条例征求意见" in own.get("/review/").text and "我的征求意见" in own.get("/review/").text
    assert "古井保护条例征求意见" not in other.get("/review/").text
    assert "古井保护条例征求意见" in other.get("/review/?scope=all").text
    page = other.get(path).text
    assert "您可以查看" in page and f"{path}/open" not in page and f"{path}/open" in own.get(path).text


def test_only_its_group_runs_a_consultation(pool: Pool) -> None:
    """By page and by program; an admin, a leader and an officer are not bound by groups; reading is free."""
    path = an_import(Browser(pool.house, "group"), sector="水利").location
    about = f"/consultations/{path.rsplit('/', 1)[1]}"
    refused = pool.call("POST", f"{about}/open", {"accept_warnings": True}, headers=pool.as_("城建环保小组"),
                        status=403)
    assert "农业水利小组" in refused["detail"]
    other = pool.browser("城建环保小组")
    other.get("/review/consultations/new")
    for act in ("open", "close", "settle", "assign", "group", "sector", "counts", "versions"):
        assert other.post(f"{path}/{act}").status_code == 403, act
    assert other.get(path).status_code == 200 and other.get(f"{path}/group").status_code == 200
    both = pool.house.bearer("group", "officer", groups=[pool.groups["城建环保小组"]])
    pool.call("PATCH", about, {"audience": "全体居民"}, headers=both, status=403)
    pool.call("PUT", f"{about}/notes/art_1", {"text": "说的是目的。"}, headers=pool.as_("城建环保小组"), status=403)
    pool.call("PUT", f"{about}/questions", {"questions": []}, headers=both)
    pool.call("POST", f"{about}/open", {"accept_warnings": True}, headers=pool.as_("农业水利小组"))
    pool.call("POST", f"{about}/close", headers=pool.house.bearer("admin"))


PAGES = ("", "/structure", "/group", "/notes", "/questions", "/versions", "/assign", "/work", "/history", "/settle")


def test_a_matter_of_another_group_has_no_form_that_would_be_refused(pool: Pool) -> None:
    """Whatever page of it is opened: its own group finds something to press on most of them."""
    path = an_import(Browser(pool.house, "group"), sector="水利").location
    own, other = (pool.browser(name) for name in ("农业水利小组", "城建环保小组"))
    own.get(path)
    assert own.post(f"{path}/open", {"accept_warnings": "true"}).status_code == 303

    def acts(browser: Browser) -> list[str]:
        mains = {page: browser.get(f"{path}{page}").text.split("<main")[1] for page in PAGES}
        return [page for page, main in mains.items() if "dry=1" in main or any(
            "<button" in form for form in re.findall(r'<form method="post".*?</form>', main, re.DOTALL))]

    assert not acts(other) and {"/assign", "/questions", "/notes"} < set(acts(own))


def test_every_route_of_the_role_group_tells_what_it_is_about(pool: Pool) -> None:
    """Else the bounds of groups could not be kept there; the others are about no matter of a group."""
    app = make_app(pool.house.sites["review"])
    known = {"consultation_id", "suggestion_id", "opinion_id", "assignment_id", "filing_id"}
    free = {rule.rule for rule in app.url_map.iter_rules() if "group" in getattr(
        app.view_functions[rule.endpoint], "door", ()) and (rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}
        and not known & rule.arguments}
    assert SERVICE.name == "review" and free == {
        "/review/consultations/new", "/review/api/v1/consultations", "/review/filings/new", "/review/api/v1/filings"}


def test_a_sector_that_fits_several_groups_or_none_is_asked_about(pool: Pool) -> None:
    """The page says which words lead where; a choice made by a person stays when the sector changes."""
    group = Browser(pool.house, "group")
    path = an_import(group, sector="环境保护和水利").location
    assert "还没有归到工作小组" in group.get(path).text
    assert "对得上几个工作小组" in group.get(f"{path}/group").text
    assert "份草案还没有归到工作小组" in group.get("/review/").text
    group.get(f"{path}/group")
    assert group.post(f"{path}/sector", {"sector": "税务"}).status_code == 303
    assert "没有工作小组写着" in group.get(f"{path}/group").text
    assert group.post(f"{path}/sector", {"sector": "水利"}).status_code == 303
    assert "自动归属" in group.get(f"{path}/group").text
    assert group.post(f"{path}/group", {"group_id": pool.groups["城建环保小组"]}).status_code == 303
    assert group.post(f"{path}/sector", {"sector": "农业农村"}).status_code == 303
    page = group.get(f"{path}/group").text
    assert "由人选定" in page and "城建环保小组</b>" in page
    assert "请选工作小组" in group.post(f"{path}/group").text
    assert "没有这个工作小组" in group.post(f"{path}/group", {"group_id": pool.ids["甲"]}).text
    assert "不能为空" in group.post(f"{path}/sector", {"sector": " "}).text


def test_a_county_begins_with_seven_groups_by_one_button(tmp_path: Path) -> None:
    with a_house(tmp_path, "review") as house:
        admin = Browser(house, "admin")
        assert "七个工作小组" in admin.get("/review/people/groups").text
        for status in (303, 409):
            assert admin.post("/review/people/groups/seven").status_code == status
        assert "共 7 条" in admin.get("/review/people/groups").text
    words = [word for sectors in SEVEN.values() for word in sectors]
    assert len(set(words)) == len(words) and all(place_sector(word, SEVEN).group for word in words)


def test_a_new_group_takes_the_drafts_that_had_none(pool: Pool) -> None:
    path = an_import(Browser(pool.house, "group"), sector="市场管理").location
    made = pool.call("POST", "/groups", {"name": "财经小组", "sectors": ["市场管理"]})
    about = f"/consultations/{path.rsplit('/', 1)[1]}"
    assert pool.call("GET", about)["group_id"] == made["id"]
    pool.call("PUT", f"/groups/{made['id']}", {"name": "财经小组", "sectors": ["财政"]})
    assert pool.call("GET", about)["group_id"] == made["id"], "what a group has been given stays with it"
    pool.call("PUT", f"/groups/{made['id']}", {"name": "农业水利小组", "sectors": ["财政"]}, status=409)
    wrong = {"name": "财经小组", "sectors": ["财政"], "leader_id": pool.ids["甲"]}
    assert "leader_id" in pool.call("PUT", f"/groups/{made['id']}", wrong, status=422)["errors"]
