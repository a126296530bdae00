"""The desks: parcels brought on a USB stick, and what is kept aside until a clerk settles it."""
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from services.intake.models import Conflict
from shared.ids import receipt_of
from tests.house import House
from tests.intake.tablets import asides, ask, bring, confirm, enrol, opinions, outbox_size, statuses
from tests.parcels import Tablet


def post(house: House, path: str, data: Mapping[str, Any] | None = None, role: str = "officer") -> Any:
    """Post a form as the page does: with the token that stands in it."""
    client = house.client("intake")
    client.set_cookie("minyi_token", house.token(role))
    page = client.get("/staff/parcels", headers={"Accept": "text/html"}).text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    return client.post(path, data={"csrf_token": token} | dict(data or {}), headers={"Accept": "text/html"},
                       content_type="multipart/form-data")


def bring_files(house: House, *files: bytes, names: str = "abcdefgh") -> str:
    """Import files at the desk; gives the page."""
    answer = post(house, "/staff/parcels", {"file": [(BytesIO(each), f"{name}.minyi")
                                                     for name, each in zip(names, files, strict=False)]})
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def a_tablet(house: House, *others: dict[str, Any]) -> Tablet:
    """A tablet with an opinion for each."""
    asked, tablet = ask(house), enrol(house)
    for other in others:
        tablet.write(asked, **other)
    return tablet


def row_of(page: str, name: str) -> str:
    """A file's row in the table of what came of the import."""
    return page.split(f">{name}</td>")[1].split("</tr>")[0]


def test_several_files_at_once_and_a_bad_one_costs_no_other(house: House) -> None:
    tablet = a_tablet(house, {}, {"provision": "art_99"}, {})
    broken = bytearray(tablet.parcel(tablet.outbox[2:]))
    broken[-1] ^= 1
    page = bring_files(house, tablet.parcel(tablet.outbox[:2]), b"PK\3\4 photos", bytes(broken))
    assert '<td class="number" data-label="新收">1</td>' in row_of(page, "a.minyi")
    assert '<td class="number" data-label="待核对">1</td>' in row_of(page, "a.minyi")
    assert "到第 2 条为止，一条不缺" in row_of(page, "a.minyi") and "集市一号平板" in row_of(page, "a.minyi")
    assert "没有导入" in row_of(page, "b.minyi") and "不是平板导出的意见包" in row_of(page, "b.minyi")
    assert '<td class="number" data-label="损坏">1</td>' in row_of(page, "c.minyi")
    assert len(opinions(house)) == 1


def test_a_file_that_was_imported_before_says_when(house: House) -> None:
    tablet = a_tablet(house, {}, {})
    assert "已导入过" not in bring_files(house, tablet.parcel())
    page = bring_files(house, tablet.parcel())
    assert "已导入过" not in page, "a parcel made again is another file, though nothing in it is new"
    parcel = tablet.parcel()
    bring_files(house, parcel)
    assert "这个文件 2026年11月24日 12:00 已导入过。" in row_of(bring_files(house, parcel), "a.minyi")
    assert len(opinions(house)) == 2


def test_the_desk_says_what_is_missing(house: House) -> None:
    tablet = a_tablet(house, *[{}] * 5)
    page = bring_files(house, tablet.parcel([tablet.outbox[1], tablet.outbox[4]]))
    assert "还缺第 1、3、4 条，共 3 条" in row_of(page, "a.minyi")


def test_a_revoked_tablets_file_says_what_to_do_and_after_that_imports_whole(house: House) -> None:
    """The very same outbox: the opinions were sealed before the tablet was lost, and are not written again."""
    tablet = a_tablet(house, {}, {}, {})
    client, officer = house.client("intake"), house.bearer("admin")
    assert client.delete(f"/api/v1/devices/{tablet.device}", headers=officer).status_code == 200
    refused = row_of(bring_files(house, tablet.parcel()), "a.minyi")
    assert "没有导入" in refused and opinions(house) == []
    told = ("都还在平板上", "设备一览", "换机／重新绑定", "用这台平板扫新的二维码", "重新导出", "不要登记成新设备")
    assert not [each for each in told if each not in refused], refused
    address = client.post(f"/api/v1/devices/{tablet.device}/codes", headers=officer).json["enrolment_url"]
    bound = client.post(f"/api/v1/enrolments/{address.rsplit('/', 1)[1]}").json
    assert bound["device_id"] == tablet.device
    assert "没有导入" in row_of(bring_files(house, tablet.parcel()), "a.minyi"), "the old token counts no more"
    tablet.token = bound["token"]
    page = row_of(bring_files(house, tablet.parcel()), "a.minyi")
    assert '<td class="number" data-label="新收">3</td>' in page and "到第 3 条为止，一条不缺" in page
    assert [each.digest for each in opinions(house)] == [each.digest for each in tablet.outbox]


def test_nothing_chosen_or_too_much_is_said(house: House) -> None:
    for files in ([], [(BytesIO(b"x"), f"{number}.minyi") for number in range(21)]):
        answer = post(house, "/staff/parcels", {"file": files})
        assert answer.status_code == 422 and "1 到 20 个" in answer.text


def test_only_clerks_import_and_settle(house: House) -> None:
    client = house.client("intake")
    assert client.get("/staff/parcels", headers=house.bearer("expert")).status_code == 403
    assert client.post("/staff/parcels", headers=house.bearer("leader")).status_code == 403
    assert client.post("/staff/conflicts/x/take", headers=house.bearer("leader")).status_code == 403


def waiting(house: House) -> Conflict:
    """The one that waits."""
    (found,) = [each for each in asides(house) if each.settled_at is None]
    return found


def test_what_waits_shows_its_reason_and_is_taken_in_after_mending(house: House) -> None:
    """The receipt is the one the tablet showed; the sealed contact goes along and is forgotten here."""
    keys = house.sites["intake"].keys
    sealed = {"sealed_contact": "QUJDRA==", "contact_key": keys.contact_current}
    tablet = a_tablet(house, {"provision": "art_99", "anchor": {"quote": "古井", "start": 2}} | sealed, {})
    bring(house, tablet.parcel())
    before, aside = outbox_size(house), waiting(house)
    page = house.client("intake").get("/staff/conflicts", headers=house.bearer("officer")).text
    assert "这一版草案里没有 art_99" in page and "第 1 条：建议" in page and "集市一号平板" in page
    assert receipt_of(tablet.outbox[0].id) in page
    assert post(house, f"/staff/conflicts/{aside.id}/take", {"provision": "art_2"}).status_code == 303
    taken = next(each for each in opinions(house) if each.id == tablet.outbox[0].id)
    assert (taken.provision, taken.anchor, taken.device_seq, taken.device_id) == ("art_2", None, 1, tablet.device)
    (settled,) = asides(house)
    assert settled.outcome == "taken" and "QUJDRA" not in settled.body and outbox_size(house) > before
    again = bring(house, tablet.parcel())
    assert statuses(again) == ["aside", "repeated"] and again["chain"] == {"expected": 3, "missing": []}
    assert confirm(house, tablet)["aside"] == [tablet.outbox[0].id] and len(opinions(house)) == 2


def test_what_cannot_be_taken_in_is_closed_with_a_reason_and_kept(house: House) -> None:
    tablet = a_tablet(house, {"text": "长" * 5001})
    bring(house, tablet.parcel())
    path = f"/staff/conflicts/{waiting(house).id}"
    assert "请从现行版本里选一条" in post(house, f"{path}/take").text
    assert post(house, f"{path}/take", {"provision": "art_1"}).status_code == 422
    assert post(house, f"{path}/close", {"note": " "}).status_code == 422
    assert post(house, f"{path}/close", {"note": "太长，已请本人重写"}).status_code == 303
    assert post(house, f"{path}/close", {"note": "再关一次"}).status_code == 409
    assert post(house, f"{path}/take", {"provision": "art_1"}).status_code == 409
    page = house.client("intake").get("/staff/conflicts?settled=1", headers=house.bearer("officer")).text
    assert "太长，已请本人重写" in page and "长长长" in page and opinions(house) == []


def test_a_conflict_is_closed_but_not_taken_in_under_the_same_id(house: House) -> None:
    tablet = a_tablet(house, {})
    body = tablet.compose(opinions_of(house, tablet), id=tablet.outbox[0].id)
    bring(house, tablet.parcel([tablet.keep(body)]))
    path = f"/staff/conflicts/{waiting(house).id}"
    assert post(house, f"{path}/take", {"provision": "art_1"}).status_code == 409
    assert post(house, f"{path}/close", {"note": "已用新编号补录"}).status_code == 303


def opinions_of(house: House, tablet: Tablet) -> str:
    """Bring what the tablet has; gives what it is about."""
    bring(house, tablet.parcel())
    return opinions(house)[0].consultation_id


def test_a_body_of_odd_kinds_is_shown_without_harm(house: House) -> None:
    odd = {"text": ["<b>", 1], "stance": {"a": 1}, "provision": 7, "consultation_id": 5, "reason": "<script>"}
    tablet = a_tablet(house, odd)
    bring(house, tablet.parcel())
    page = house.client("intake").get("/staff/conflicts", headers=house.bearer("officer")).text
    assert "&lt;script&gt;" in page and "<script>" not in page.split("<h1>")[1]
    assert post(house, f"/staff/conflicts/{waiting(house).id}/take").status_code == 422
