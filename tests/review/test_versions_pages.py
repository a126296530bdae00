"""Pages of second readings: import, comparison, issue, and the desk where a person decides."""
import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from tests.house import a_house
from tests.review.browsing import Browser
from tests.review.test_pages_work import SECRETS, heard
from tests.review.test_people import an_account
from tests.review.test_versions_desk import SECOND, THIRD, Table


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Table]:
    """Review alone with an open consultation and opinions on most of its articles."""
    with a_house(tmp_path, "review") as house:
        table = Table(house)
        table.hear("art_2", "art_4", "art_4")
        table.hear("art_3", anchor={"quote": "三米", "start": 4}, text="三米不够。")
        yield table


def browse(table: Table, role: str = "group") -> tuple[Browser, str]:
    """A browser of somebody with this role, and the consultation's path."""
    return Browser(table.house, role), f"/review/consultations/{table.id}"


def bring(table: Table, text: str = SECOND) -> Any:
    """Import a next version on the page."""
    group, path = browse(table)
    page = group.get(f"{path}/versions").text
    stamp = re.search(r'name="stamp" value="(\w*)"', page)
    return group.post(f"{path}/versions", {"stamp": stamp[1] if stamp else "",
                                           "file": (BytesIO(text.encode()), "next.txt")},
                      content_type="multipart/form-data")


def issue(table: Table) -> str:
    """Import and issue; everything follows. Gives the consultation's path."""
    bring(table)
    group, path = browse(table)
    page = group.get(f"{path}/versions/2").text
    stamp = re.search(r'name="stamp" value="(\w+)"', page)
    assert stamp is not None
    assert group.post(f"{path}/versions/2/open", {"stamp": stamp[1]}).status_code == 303
    table.house.settle()
    return path


def test_the_next_version_is_compared_article_by_article(table: Table) -> None:
    assert bring(table).location.endswith("/versions/2")
    group, path = browse(table)
    assert "导入下一版草案" in group.get(path).text
    page = group.get(f"{path}/versions/2").text
    for words in ("原第二条 → 第三条", "<del>三米</del>", "<ins>五米</ins>", "新稿里没有这一条了", "原来没有这一条",
                  "条文无误，发布第 2 版", "2 条意见", "未改 <b>2</b>", "仅引用的条号跟着变", "<del>古井由所在地"):
        assert words in page, words
    assert 'id="old-art_1"' in page
    changed = group.get(f"{path}/versions/2?changed=1").text
    assert 'id="old-art_1"' not in changed and 'id="old-art_3"' in changed and "看全部条文" in changed


def test_an_import_that_cannot_be_read_names_the_field(table: Table) -> None:
    group, path = browse(table)
    group.get(f"{path}/versions")
    answer = group.post(f"{path}/versions", {"stamp": ""}, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "请选择草案文件" in answer.text and "<title>错误：" in answer.text


def test_a_page_that_was_overtaken_issues_and_replaces_nothing(table: Table) -> None:
    """Somebody else imported another file meanwhile."""
    bring(table)
    group, path = browse(table)
    stale = re.search(r'name="stamp" value="(\w+)"', group.get(f"{path}/versions/2").text)
    assert stale is not None and bring(table, THIRD).status_code == 303
    assert group.post(f"{path}/versions/2/open", {"stamp": stale[1]}).status_code == 409
    again = group.post(f"{path}/versions", {"stamp": stale[1], "file": (BytesIO(SECOND.encode()), "n.txt")},
                       content_type="multipart/form-data")
    assert again.status_code == 409 and "别人刚刚导入" in again.text


def test_only_the_work_group_imports_and_only_the_staff_decides(table: Table) -> None:
    path = issue(table)
    for role, page, status in (("expert", "/versions", 403), ("officer", "/versions", 200), ("leader", "/places", 403)):
        assert browse(table, role)[0].get(path + page).status_code == status
    officer = browse(table, "officer")[0]
    assert "导入并核对改动" not in officer.get(f"{path}/versions").text
    assert officer.post(f"{path}/versions", {"stamp": ""}).status_code == 403


def test_the_workbench_goes_by_where_opinions_stand_now(table: Table) -> None:
    path = issue(table)
    officer = browse(table, "officer")[0]
    moved = officer.get(f"{path}/work?article=art_3").text
    assert "原在第二条（第 1 版）" in moved and "待处理 1 条" in moved
    changed = officer.get(f"{path}/work?article=art_4").text
    assert "新稿是否已回应？" in changed and "<q>三米</q>" in changed
    assert "等人判断放到哪里 · 待处理 2 条" in officer.get(f"{path}/work?article=adrift").text
    assert "等人判断：3 条" in officer.get(path).text
    assert "条意见等人判断在新稿里的位置" in officer.get("/review/").text


def test_a_person_decides_beside_the_old_and_the_new_text(table: Table) -> None:
    """Ticked opinions go to an article, or are marked as answered; both can be changed; the balance stays."""
    path = issue(table)
    before, officer = table.get("/balance").json, browse(table, "officer")[0]
    page = officer.get(f"{path}/places?group=1-art_3").text
    assert "<mark>三米</mark>" in page and "<ins>五米</ins>" in page
    ids = re.findall(r'name="opinion_ids" value="([0-9a-f-]{36})"', officer.get(f"{path}/places?group=1-art_4").text)
    assert len(ids) == 2
    assert "请先勾选意见" in officer.post(f"{path}/places", {"choice": "whole"}).text
    assert "请选一条" in officer.post(f"{path}/places", {"choice": "provision", "opinion_ids": ids}).text
    one = officer.post(f"{path}/places", {"choice": "provision", "to": "art_5", "opinion_ids": ids[:1]})
    two = officer.post(f"{path}/places", {"choice": "answered", "opinion_ids": ids[1:]})
    assert (one.status_code, two.status_code) == (303, 303)
    assert table.stand(ids) == [("art_5", "placed"), (None, "answered")]
    assert "新稿已回应" in officer.get(f"{path}/work?article=adrift").text
    decided = officer.get(f"{path}/places?decided=1").text
    assert all(each in decided for each in ids)
    assert officer.post(f"{path}/places?decided=1", {"choice": "whole", "opinion_ids": ids}).status_code == 303
    assert table.stand(ids) == [(None, "placed"), (None, "placed")]
    assert table.get("/balance").json == before


def test_all_opinions_on_an_old_article_are_decided_at_once(table: Table) -> None:
    ids = table.hear(*["art_4"] * 51)
    path = issue(table)
    officer = browse(table, "officer")[0]
    assert "这里的全部 53 条" in officer.get(f"{path}/places?group=1-art_4").text
    done = officer.post(f"{path}/places?group=1-art_4", {"choice": "whole", "all": "true"})
    assert done.status_code == 303
    assert set(table.stand(ids)) == {(None, "placed")}
    assert officer.post(f"{path}/places?group=x", {"choice": "whole", "all": "true"}).status_code == 303


def test_a_suggestion_is_placed_by_a_person(table: Table) -> None:
    [opinion] = table.hear("art_4")
    words = {"title": "管护到人", "text": "写明人。", "reason": "便于执行。", "provision": "art_4"}
    made = table.send(f"/consultations/{table.id}/suggestions", words | {"opinion_ids": [opinion]}).json
    path = issue(table)
    officer = browse(table, "officer")[0]
    page = officer.get(f"{path}/places").text
    version = re.search(rf'value="{made["id"]}"><input type="hidden" name="version" value="(\d+)"', page)
    assert version is not None and "管护到人" in page
    fields = {"suggestion": made["id"], "version": version[1], "to": "art_5"}
    unchosen = officer.post(f"{path}/places", fields | {"to": ""})
    assert unchosen.status_code == 422 and "请选一条" in unchosen.text
    assert officer.post(f"{path}/places", fields).status_code == 303
    [shown] = table.get("/suggestions").json["items"]
    assert (shown["provision"], shown["draft_version"], shown["place_state"]) == ("art_5", 2, "kept")


def test_an_expert_reads_the_new_article_and_never_who_wrote(table: Table) -> None:
    """The desk shows where the opinion stands, what it quotes and where it was; law 6 holds."""
    client, admin = table.house.client("review"), table.house.bearer("admin")
    expert = an_account(table.house, client, account="zhao", name="赵教授", roles=["expert"])["id"]
    body = {"account_id": expert, "specialties": ["文化"], "load_min": 0, "load_max": 50, "recusals": []}
    assert client.post("/review/api/v1/experts", json=body, headers=admin).status_code == 201
    issue(table)
    table.house.hear("review", replace(heard(table.id, "写明年代。", "art_2"), anchor={"quote": "古井", "start": 6}))
    table.house.settle()
    browser = Browser(table.house, "expert", account_id=expert)
    queue = sorted(set(re.findall(r"assignment=([0-9a-f-]{36})", browser.get("/review/desk").text)))
    pages = [browser.get(f"/review/desk?assignment={each}").text for each in queue]
    assert len(pages) == 4  # what two say in the same words is read once
    assert any("原在第二条" in page and re.search("<(q|mark)>古井<", page) and "第三条" in page for page in pages)
    assert not any(secret in page.split("<main", 1)[1] for page in pages for secret in (*SECRETS, "2026-11-24"))
    listed = client.get("/review/api/v1/assignments", headers=table.house.bearer("expert", account_id=expert)).json
    assert {(each["provision"], each["moved_from"]) for each in listed["items"]} >= {("art_3", "第二条")}
    assert not any(secret in str(listed) for secret in SECRETS)
