"""A machine may read a slip first; what it reads is only ever a draft for the second person, and it may be absent."""
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from services.intake.domain.differences import distance
from services.intake.domain.prefill import parts_of
from services.intake.models import Keying, Scan
from services.intake.ocr import EXTRA, Line, Machine, Reading, in_order, is_installed
from services.intake.settings import settings_of
from shared.messaging.worker import queue_of
from tests.house import House, a_house
from tests.intake.slip_desk import TEXT, Table, a_slip, a_table, as_bytes
from tests.intake.test_slips_keying import opinions, read

MISREAD = TEXT.replace("三", "二")


def a_reader(body: bytes) -> Reading:
    """A machine of the outside world that misreads one character."""
    assert body
    return Reading((Line(MISREAD, (0.1, 0.3, 0.9, 0.34)),), "a machine 1.0")


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Table]:
    """Three scanned slips in a place that has a reading machine."""
    with a_house(tmp_path, "intake", environ={"MINYI_INTAKE_OCR": "1"}) as house:
        house.sites["intake"].extras[EXTRA] = a_reader
        found = a_table(house)
        found.scan_all()
        yield found


def test_a_reading_is_kept_beside_the_picture_with_its_machine(table: Table) -> None:
    table.house.settle()
    with table.house.sites["intake"].database.reading() as session:
        scans = list(session.scalars(select(Scan)))
    assert [(each.ocr_text, each.ocr_model) for each in scans] == [(MISREAD, "a machine 1.0")] * 3


def test_readings_wait_in_a_queue_of_their_own(table: Table) -> None:
    agenda = table.house.sites["intake"].agenda
    assert queue_of("intake", agenda.jobs["read_slip"].queue) == "minyi.intake.ocr"


def test_the_first_person_starts_from_nothing_and_the_second_verifies_the_draft(table: Table) -> None:
    table.house.settle()
    first = read(table, f"/staff/slips/{table.opening_id}/key", "甲")
    assert MISREAD not in first and "机读" not in first
    assert table.key(1, "甲", text=TEXT, verified=True).status_code == 409
    table.key(1, "甲", text=TEXT, stance="amend")
    second = read(table, f"/staff/slips/{table.opening_id}/key", "乙")
    assert MISREAD in second and TEXT not in second and "核对机读稿" in second
    assert table.key(1, "乙", text=TEXT, stance="amend", verified=True).json["state"] == "forwarded"
    with table.house.sites["intake"].database.reading() as session:
        second_key = session.scalars(select(Keying).where(Keying.turn == "second")).one()
    assert second_key.fields["verified"] and [each.text for each in opinions(table)] == [TEXT]


def test_a_draft_that_was_not_mended_differs_from_the_first_key(table: Table) -> None:
    table.house.settle()
    table.key(1, "甲", text=TEXT, stance="amend")
    assert table.key(1, "乙", text=MISREAD, stance="amend", verified=True).json["state"] == "differs"


def test_without_a_machine_everything_works_and_no_page_speaks_of_it(house: House) -> None:
    if is_installed():
        pytest.skip("the extra is installed here")
    assert not settings_of(house.sites["intake"]).reads_slips
    table = a_table(house)
    table.scan_all()
    jobs = house.sites["intake"].post.tables.jobs
    with house.sites["intake"].database.reading() as session:
        assert session.execute(select(jobs).where(jobs.c.kind == "read_slip")).all() == []
    table.key(1, "甲")
    assert table.key(1, "乙", text=TEXT, verified=True).status_code == 409
    for page in ("/staff/slips", f"/staff/slips/{table.opening_id}/key", f"/staff/slips/{table.opening_id}/scan"):
        assert "机读" not in read(table, page, "乙")
    assert table.key(1, "乙").json["state"] == "forwarded"


def test_lines_are_put_in_order_from_top_to_bottom_and_left_to_right() -> None:
    lines = [Line("四", (0.1, 0.50, 0.3, 0.54)), Line("二", (0.5, 0.101, 0.8, 0.14)),
             Line("一", (0.1, 0.10, 0.4, 0.14)), Line("三", (0.1, 0.30, 0.4, 0.34))]
    assert "".join(each.words for each in in_order(lines)) == "一二三四"


@pytest.mark.skipif(not is_installed(), reason="the extra ocr is not installed")
def test_the_real_machine_reads_a_printed_slip() -> None:
    words = [TEXT, "井口要加盖，孩子多。"]
    found = Machine()(as_bytes(a_slip("0190c7a2-7b1e-7c3d-9f00-1a2b3c4d5e6f", 1, dpi=200, words=words)))
    wanted = "".join(words)
    read_here = "".join(each.words for each in found.lines)[:len(wanted)]
    assert distance(read_here, wanted) <= 2 and found.model.startswith("rapidocr")


def test_a_reading_is_laid_into_the_fields_by_the_printed_labels() -> None:
    labels = {"text": "您想说什么？", "proposed_text": "您觉得这一条应该怎么写？", "reason": "为什么？"}
    lines = ["意见表", "第 12 条", "您想说什么?", "建议把井台周围三米", "划为保护范围。", "您觉得这一条应核怎么写？",
             "为什么", "孩子多"]
    assert parts_of(lines, labels) == {"text": "建议把井台周围三米划为保护范围。", "reason": "孩子多"}
    assert parts_of(["自带的纸", "没有栏目"], labels) == {"text": "自带的纸没有栏目"}
