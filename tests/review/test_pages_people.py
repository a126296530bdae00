"""Pages of signing in, one's own account and people."""
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import select

from services.review.models.people import Account
from services.review.pages.paths import local_path
from tests.house import House, a_house
from tests.review.browsing import Browser
from tests.review.test_people import PASSWORD, an_account


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Review alone, codes asked of admin, leader and group."""
    with a_house(tmp_path, "review", environ={"MINYI_REVIEW_REQUIRE_TOTP": "1"}) as opened:
        yield opened


def the_account(house: House, name: str = "wang") -> Account:
    """An account as it is stored."""
    with house.sites["review"].database.reading() as session:
        return session.scalars(select(Account).where(Account.account == name)).one()


@pytest.mark.parametrize("bad", ["//evil.example/", "https://evil.example", "/\\evil.example", "evil", "/\t/evil", ""])
def test_next_leads_nowhere_else(bad: str) -> None:
    """Only paths of this site."""
    assert local_path(bad) == "/review/"
    assert local_path("/reports/x?page=2") == "/reports/x?page=2"


def test_signing_in_leads_where_one_wanted_to_go(house: House) -> None:
    """A guarded page sends to the form, the form sends back."""
    an_account(house, house.client("review"))
    browser = Browser(house)
    sent = browser.get("/review/me?x=1")
    assert sent.status_code == 302 and "/review/sign-in?next=/review/me%3Fx%3D1" in sent.location
    browser.get(sent.location)
    fields = {"account": "wang", "password": PASSWORD, "next": "/review/me?x=1"}
    answer = browser.post("/review/sign-in", fields)
    assert answer.status_code == 303 and answer.location == "/review/me?x=1"
    assert "王某" in browser.get("/review/me").text
    assert browser.post("/review/sign-out").status_code == 303
    assert browser.get("/review/me").status_code == 302


def test_a_wrong_password_is_said_on_the_page(house: House) -> None:
    """With the error in the title and the name still there."""
    an_account(house, house.client("review"))
    browser = Browser(house)
    browser.get("/review/sign-in")
    answer = browser.post("/review/sign-in", {"account": "wang", "password": "not the password"})
    assert answer.status_code == 401 and "<title>错误：" in answer.text and 'value="wang"' in answer.text
    assert browser.post("/review/sign-in", {"account": "wang"}).status_code == 422


def test_a_form_from_elsewhere_is_refused(house: House) -> None:
    """Without the page's own token nothing happens."""
    an_account(house, house.client("review"))
    answer = Browser(house).post("/review/sign-in", {"account": "wang", "password": PASSWORD})
    assert answer.status_code == 403


def test_a_leader_enrols_and_is_let_in_by_the_first_code(house: House) -> None:
    """Password, then the QR code and the secret, then the code; the next time all three at once."""
    an_account(house, house.client("review"), roles=["leader"])
    browser = Browser(house)
    assert browser.get("/review/enrol").status_code == 401
    browser.get("/review/sign-in")
    sent = browser.post("/review/sign-in", {"account": "wang", "password": PASSWORD, "next": "/review/people/groups"})
    assert sent.location == "/review/enrol" and browser.get("/review/me").status_code == 302
    assert "data:image/svg+xml" in browser.get("/review/enrol").text
    code = pyotp.TOTP(the_account(house).totp_secret or "").at(house.clock())
    assert browser.post("/review/enrol", {"code": "12"}).status_code == 422
    answer = browser.post("/review/enrol", {"code": f"{code[:3]} {code[3:]}"})
    assert answer.status_code == 303 and answer.location == "/review/people/groups"
    assert the_account(house).totp_confirmed and browser.get("/review/me").status_code == 200
    again = Browser(house)
    again.get("/review/sign-in")
    assert again.post("/review/sign-in", {"account": "wang", "password": PASSWORD}).status_code == 401
    assert again.get("/review/enrol").status_code == 401


def test_an_initial_password_leads_to_ones_own_account(house: House) -> None:
    """There it is changed, both fields alike, and the new one counts."""
    made = an_account(house, house.client("review"), password=None)
    browser = Browser(house)
    browser.get("/review/sign-in")
    sent = browser.post("/review/sign-in", {"account": "wang", "password": made["initial_password"]})
    assert sent.location == "/review/me"
    assert "初始密码" in browser.get("/review/me").text
    fields = {"old": made["initial_password"], "new": PASSWORD, "again": "something else"}
    assert "不一样" in browser.post("/review/me", fields).text
    assert browser.post("/review/me", fields | {"again": PASSWORD}).status_code == 303
    assert not the_account(house).must_change and browser.get("/review/me").status_code == 200


def test_an_admin_adds_changes_and_closes_people(house: House) -> None:
    """Everything the API does is a button, too."""
    admin = Browser(house, "admin")
    admin.get("/review/people")
    assert admin.post("/review/people/groups", {"name": "城建组", "sectors": "住建、交通"}).status_code == 303
    assert "住建、交通" in admin.get("/review/people/groups").text
    fields: dict[str, str | list[str]] = {"account": "wang", "name": "<b>王</b>", "roles": ["expert", "adviser"]}
    made = admin.post("/review/people", fields)
    assert made.status_code == 200 and "只显示这一次" in made.text and "<b>王" not in made.text
    assert admin.post("/review/people", fields).status_code == 409
    path, known = f"/review/people/{the_account(house).id}", {"specialties": "法律,环境", "load_max": "9"}
    edit = f"/review/people/experts/{the_account(house).id}/edit"
    assert admin.post(edit, known | {"load_min": "10", "tasks": "opinion"}).status_code == 422
    assert admin.post(edit, known | {"tasks": "opinion"}).status_code == 303
    assert "法律、环境" in admin.get("/review/people/experts").text
    assert admin.post(path, {"name": "王二", "roles": "officer"}).status_code == 303
    assert "初始密码" in admin.post(f"{path}/reset").text
    assert admin.post(f"{path}/close").status_code == 303
    assert "已停用" in admin.get("/review/people?q=王二").text
    assert "已停用" in admin.get("/review/people").text, "the filter stays"
    assert "没有符合条件的" in admin.get("/review/people?q=nobody").text


@pytest.mark.parametrize(("path", "roles", "others"), [
    ("/review/people", ("admin", "group"), ("officer", "expert", "adviser", "leader")),
    ("/review/people/experts", ("admin", "group"), ("officer",)), ("/review/people/groups", ("admin",), ("expert",)),
    ("/review/parked", ("admin",), ("group", "leader"))])
def test_pages_about_people_are_for_their_roles(house: House, path: str, roles: list[str], others: list[str]) -> None:
    """200 for them, 403 for others, the sign-in page for nobody."""
    assert [Browser(house, role).get(path).status_code for role in roles] == [200] * len(roles)
    assert [Browser(house, role).get(path).status_code for role in others] == [403] * len(others)
    assert Browser(house).get(path).status_code == 302


def test_the_parked_page_replays(house: House) -> None:
    """With nothing parked, the button does no harm."""
    admin = Browser(house, "admin")
    assert "没有搁置的来信" in admin.get("/review/parked").text
    admin.get("/review/people")
    assert admin.post("/review/parked", {"all": "1"}).status_code == 303
    assert admin.post("/review/parked").status_code == 303
