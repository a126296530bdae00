"""Exports: complete at any time, in one order, harmless in a spreadsheet, and nobody's name where it has no place."""
import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from services.review.spreadsheet import Workbook
from shared.contracts import WithdrawalAsked
from tests.builders import NOON
from tests.house import a_house
from tests.review.browsing import Browser
from tests.review.office import API, Office

SHEETS = ["意见", "建议", "归并", "评议", "步骤", "步骤涉及的意见"]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An open consultation with opinions of every fate, some of them fit to be formulas."""
    with a_house(tmp_path, "review") as house:
        office = Office(house)
        station = office.station("石板井社区站")
        ids = office.hear("=HYPERLINK(\"x\")", "+86 是电话吗", "@古井\n第二行", "=1+1", station_id=station)
        made = office.suggest(ids[:2], text="-写明“三米”。")
        office.send("officer", f"{API}/opinions/{ids[2]}/set-aside", {"reason": "与本条例无关。"})
        house.hear("review", WithdrawalAsked(opinion_id=ids[3], revision=1, asked_at=NOON))
        house.settle()
        office.judge(made, note="可以。")
        yield office


def table(office: Office, name: str, role: str = "officer") -> list[dict[str, str]]:
    """A CSV file as a spreadsheet reads it."""
    answer = office.get(role, f"{office.path}/export.csv?sheet={name}")
    assert answer.data.startswith(b"\xef\xbb\xbf") and answer.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def book(office: Office, role: str = "officer") -> dict[str, list[tuple[Any, ...]]]:
    """The workbook's cells."""
    answer = office.get(role, f"{office.path}/export.xlsx")
    found = load_workbook(io.BytesIO(answer.data))
    assert not any(cell.data_type == "f" for sheet in found for row in sheet for cell in row)
    return {sheet.title: [tuple(cell.value for cell in row) for row in sheet] for sheet in found}


def test_everything_said_is_there_and_nothing_of_it_is_a_formula(office: Office) -> None:
    rows = table(office, "opinions")
    assert [each["意见"] for each in rows] == [
        "'=HYPERLINK(\"x\")", "'+86 是电话吗", "'@古井\n第二行", "（已撤回）"]
    assert [each["状态"] for each in rows] == ["已归入建议", "已归入建议", "不列入", "已撤回"]
    assert rows[0] | {
        "序号": "1", "条款": "第1条", "立场": "建议修改", "建议改为": "井台周围五米。", "渠道": "流动平板",
        "工作站": "石板井社区站", "提交者": "单位", "公开姓名": "张三丰", "所在建议": "1", "评议次数": "0",
        "收到": "2026-11-24 12:00:00"} == rows[0]
    assert rows[2]["不列入的理由"] == "与本条例无关。" and rows[3]["建议改为"] == "", "what was withdrawn has no words"
    cells = book(office)
    assert list(cells) == SHEETS and [row[4] for row in cells["意见"][1:3]] == ["=HYPERLINK(\"x\")", "+86 是电话吗"]
    assert len(cells["意见"]) == 1 + office.get("officer", f"{office.path}/balance").json["received"]


def test_suggestions_members_and_steps_tell_what_was_made_of_it(office: Office) -> None:
    (made,) = table(office, "suggestions")
    assert made | {"状态": "待审定", "意见条数": "2", "工作站": "石板井社区站 2", "渠道": "流动平板 2",
                   "内容": "'-写明“三米”。"} == made
    assert "可以。" in made["把关"] and "拟稿 officer甲" in made["拟稿与审定"]
    assert [(each["建议序号"], each["意见序号"]) for each in table(office, "members")] == [("1", "1"), ("1", "2")]
    assert [each["做了什么"] for each in table(office, "steps")] == ["写成建议", "不列入", "把关"]
    assert [tuple(each.values()) for each in table(office, "step_opinions")] == [
        ("1", "1", "归入"), ("1", "2", "归入"), ("2", "3", "")]
    assert table(office, "assessments") == []


def test_a_leader_reads_everything_but_public_names(office: Office) -> None:
    assert all("张三丰" in str(table(office, "opinions", role)) for role in ("officer", "group", "admin"))
    assert "张三丰" not in str(table(office, "opinions", "leader")) + str(book(office, "leader"))
    for role in ("expert", "adviser"):
        office.get(role, f"{office.path}/export.csv", 403)


def test_two_exports_of_one_state_are_the_same_rows_and_the_end_changes_none_of_them_away(office: Office) -> None:
    assert book(office) == book(office)
    before = [each["意见"] for each in table(office, "opinions")]
    (made,) = office.get("officer", f"{office.path}/suggestions").json["items"]
    office.send("leader", f"{API}/suggestions/{made['id']}/not-forward", {"reason": "已有规定。"})
    office.send("group", f"{office.path}/settle")
    office.house.settle()
    after = table(office, "opinions")
    assert [each["意见"] for each in after] == before
    assert [each["已答复"] for each in after] == ["是", "是", "是", ""]
    assert table(office, "suggestions")[0]["结果理由"] == "已有规定。"


def test_the_page_has_the_buttons_and_an_unknown_table_is_named(office: Office) -> None:
    officer = Browser(office.house, "officer")
    page = officer.get(office.page).text
    assert f"{office.page}/export.xlsx" in page and f"{office.page}/export.csv?sheet=steps" in page
    saved = officer.get(f"{office.page}/export.csv?sheet=members")
    assert saved.status_code == 200 and "attachment" in saved.headers["Content-Disposition"]
    assert "应为以下之一" in str(office.get("officer", f"{office.path}/export.csv?sheet=contacts", 422).json)


def test_what_a_sheet_cannot_hold_goes_on_in_the_next(tmp_path: Path) -> None:
    with (tmp_path / "many.xlsx").open("wb") as file:
        many = Workbook(file, "很多", NOON, most=4)
        many.add("意见", (("序号", 8),), ((number,) for number in range(7)))
        many.close()
    found = load_workbook(tmp_path / "many.xlsx")
    assert {sheet.title: [row[0].value for row in sheet] for sheet in found} == {
        "意见": ["序号", 0, 1, 2], "意见（2）": ["序号", 3, 4, 5], "意见（3）": ["序号", 6]}


def test_whatever_the_words_are_the_file_can_be_read_and_has_them(tmp_path: Path) -> None:
    words = ("<r>a & b</r>", "两行\n\t 第二行 ", "铃\x07_x0041_", "\uffff", "]]>", "𠮷" * 20_000, "")
    with (tmp_path / "odd.xlsx").open("wb") as file:
        odd = Workbook(file, "怪", NOON)
        odd.add("意见", (("序号", 8), ("意见", 8)), enumerate(words))
        odd.close()
    found = [tuple(cell.value for cell in row) for row in load_workbook(tmp_path / "odd.xlsx")["意见"]]
    assert [row[0] for row in found] == ["序号", *range(len(words))]
    assert [row[1] for row in found[1:6]] == [
        " <r>a & b</r>", "两行\n\t 第二行 ", "铃_x0007__x005F_x0041_", "\ufffd", "]]>"]
    assert found[6][1] == "𠮷" * 16_383 and found[7][1] is None
