"""The expert's desk on PostgreSQL: several windows at the same moment, one of them first, the others told."""
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.live.servers import Postgres
from tests.review.browsing import Browser
from tests.review.panel import WHOLE_FORM, Panel, a_panel, in_days

WINDOWS = 6


@pytest.mark.live
def test_of_several_windows_at_once_one_is_kept_and_the_others_are_told(tmp_path: Path) -> None:
    server = Postgres()
    try:
        server.create()
        with a_panel(tmp_path, environ={"MINYI_DATABASE_URL": server.url("review")}) as panel:
            _write_at_once(panel)
            _go_through_the_queue(panel)
    finally:
        server.remove()


def _write_at_once(panel: Panel) -> None:
    one = panel.give(panel.hear("几个窗口一起写的"), "赵教授")
    windows = [panel.seat("赵教授") for _ in range(WINDOWS)]
    for each in windows:
        each.get(f"/review/desk?assignment={one}")

    def post(path: str, number: int) -> int:
        fields = WHOLE_FORM | {"note": f"第 {number} 个窗口", "version": "0"}
        return windows[number].post(f"/review/desk/{one}{path}", fields).status_code

    with ThreadPoolExecutor(WINDOWS) as pool:
        kept = list(pool.map(lambda number: post("/draft", number), range(WINDOWS)))
        saved = list(pool.map(lambda number: post("", number), range(WINDOWS)))
    draft, winner = panel.draft(one), kept.index(200)
    assert sorted(kept) == [200] + [409] * (WINDOWS - 1)
    assert saved.count(303) == 1 and saved[winner] == 303, "only the window whose words are kept says the same"
    assert draft is not None and (draft.version, draft.given) == (2, {})
    assert panel.find(one).note == f"第 {winner} 个窗口"


def _go_through_the_queue(panel: Panel) -> None:
    desk: Browser = panel.seat("钱律师")
    late = panel.give(panel.hear("过了期限的", "art_3"), "钱律师", due_at=in_days(-1))
    first = panel.give(panel.hear("有引文的", "art_2__para_1", anchor={"quote": "三米", "start": 4}), "钱律师")
    page = desk.get("/review/desk").text
    assert "第 1 件，共 2 件" in page and "1 件已过期限" in page
    assert desk.post(f"/review/desk/{late}", {"act": "later", "note": "再想想"}).location.endswith(first)
    assert "<mark>三米</mark>" in desk.get(f"/review/desk?assignment={first}").text
    assert desk.post(f"/review/desk/{first}", WHOLE_FORM).location.endswith(late)
    assert "再想想" in desk.get(f"/review/desk?assignment={late}").text
    assert desk.post(f"/review/desk/{late}/decline", {"usual": "time"}).location == "/review/desk"
    assert desk.get("/review/desk/list?q=引文").text.count("data-label=\"意见\"") == 1
