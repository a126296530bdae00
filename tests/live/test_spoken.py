"""What a kiosk brings, on PostgreSQL: recordings, what is written down of them, social items, voices lost half-way."""
from pathlib import Path

import pytest
from sqlalchemy import select

from services.intake.models import Abandonment, Opinion, Spoken
from shared.ids import new_id, receipt_of
from tests.builders import NOON
from tests.house import a_house
from tests.intake.booth import OTHER_SOUND, Booth
from tests.live.servers import Postgres


@pytest.mark.live
def test_what_a_kiosk_brings_is_kept_alike_on_postgresql(tmp_path: Path) -> None:
    server = Postgres()
    try:
        server.create()
        with a_house(tmp_path, "intake", environ={"MINYI_DATABASE_URL": server.url("intake")}) as house:
            _bring_everything(Booth(house))
    finally:
        server.remove()


def _bring_everything(booth: Booth) -> None:
    body = booth.speak(provision="art_2")
    booth.put(body["id"], OTHER_SOUND)
    assert booth.client.post("/api/v1/spoken", json=body, headers=booth.token).status_code == 200
    assert receipt_of(body["id"]) in booth.look("/staff/recordings")
    assert booth.write_down(body["id"]).status_code == 303
    assert [(each.id, each.text) for each in booth.rows(select(Opinion))] == [(body["id"], "井台边要有围栏。")]
    assert booth.rows(select(Spoken.transcriber)) == ["录音整理员"]
    item = {"id": new_id(), "text": "村口的路灯坏了。", "written_at": NOON.isoformat()}
    for status in (201, 200):
        assert booth.client.post("/api/v1/items", json=item, headers=booth.token).status_code == status
    assert booth.post(f"/staff/items/{item['id']}", {"state": "forwarded", "whom": "供电所"}).status_code == 303
    for number in (2, 3, 1):
        counts = {"on": "2026-11-24", "counts": {"words": number}}
        assert booth.client.post("/api/v1/kiosk/abandonments", json=counts, headers=booth.token).status_code == 200
    assert booth.rows(select(Abandonment.number)) == [3]
    assert booth.client.get("/api/v1/kiosk", headers=booth.token).status_code == 200
