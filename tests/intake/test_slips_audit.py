"""One slip in twenty is keyed a third time, blind, by somebody who had no hand in it; errors per 1,000 characters."""
import pytest

from services.intake.domain.sampling import drawn
from tests.house import House
from tests.intake.slip_desk import TEXT, WRITTEN, Table, a_table
from tests.intake.test_slips_keying import read


@pytest.fixture
def table(house: House) -> Table:
    """Three slips, keyed twice: the first two alike, what the third says was decided."""
    found = a_table(house)
    found.scan_all()
    for serial in found.slips:
        for by in ("甲", "乙"):
            found.key(serial, by)
    return found


def the_drawn(table: Table) -> int:
    """The one slip that was drawn."""
    chosen, = drawn(table.house.sites["intake"].keys.secret, table.slips.values())
    return next(serial for serial, slip_id in table.slips.items() if slip_id == chosen)


def test_errors_per_thousand_characters_are_shown_for_each_station(table: Table) -> None:
    slip = table.slips[the_drawn(table)]
    figures, = table.get("/api/v1/slips/audit", "丙").json["items"]
    assert (figures["drawn"], figures["audited"], figures["errors_per_1000"]) == (1, 0, None)
    answer = table.post(f"/slips/{slip}/audit", "丙", **WRITTEN | {"text": TEXT.replace("三", "五")})
    assert answer.json == {"slip_id": slip, "characters": len(TEXT) + 2, "errors": 1}
    figures, = table.get("/api/v1/slips/audit", "丙").json["items"]
    assert figures["errors_per_1000"] == pytest.approx(1000 / (len(TEXT) + 2))
    assert f"{1000 / (len(TEXT) + 2):.1f}" in read(table, "/staff/slips/audit", "甲")


def test_only_what_was_drawn_is_audited_once_and_by_somebody_new(table: Table) -> None:
    chosen = the_drawn(table)
    other = next(serial for serial in table.slips if serial != chosen)
    assert table.post(f"/slips/{table.slips[other]}/audit", "丙", **WRITTEN).status_code == 409
    assert "经手" in table.post(f"/slips/{table.slips[chosen]}/audit", "甲", **WRITTEN).json["detail"]
    assert table.post(f"/slips/{table.slips[chosen]}/audit", "丙", **WRITTEN).status_code == 200
    assert table.post(f"/slips/{table.slips[chosen]}/audit", "丁", **WRITTEN).status_code == 409


def test_the_third_person_sees_the_picture_and_none_of_the_keys(table: Table) -> None:
    page = read(table, "/staff/slips/audit/key", "丙")
    assert f"{the_drawn(table):06d}" in page and TEXT not in page
    assert "没有轮到您" in read(table, "/staff/slips/audit/key", "甲")


def test_an_audit_holds_up_no_closing(table: Table) -> None:
    assert table.post(f"/openings/{table.opening_id}/reconcile", "甲").status_code == 200
    answer = table.post(f"/openings/{table.opening_id}/close", "甲", envelope_seal="E-1", new_seal="S-2")
    assert answer.json["state"] == "resealed"
    assert table.post(f"/slips/{table.slips[the_drawn(table)]}/audit", "丙", **WRITTEN).json["errors"] == 0


def test_nobody_can_tell_before_which_slips_are_drawn(house: House) -> None:
    table = a_table(house)
    assert table.get("/api/v1/slips/audit", "甲").json["items"] == []
    assert table.post(f"/slips/{table.slips[1]}/audit", "丙", **WRITTEN).status_code == 409
