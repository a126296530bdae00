"""Facts about signing in and about accounts, experts and groups."""
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
from flask.testing import FlaskClient

from services.review.models.people import Account
from services.review.operations.staffing.people import ensure_admin
from shared.identity import read_token
from shared.keyring import load_keyring
from tests.house import House, a_house

API = "/review/api/v1"
PASSWORD = "一个很长的密码-2026"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Review alone."""
    with a_house(tmp_path, "review") as opened:
        yield opened


@pytest.fixture
def client(house: House) -> FlaskClient:
    """A program at review's door."""
    return house.client("review")


def an_account(house: House, client: FlaskClient, **other: Any) -> dict[str, Any]:
    """Open an account as the admin and return the answer."""
    body = {"account": "wang", "name": "王某", "roles": ["officer"], "password": PASSWORD} | other
    answer = client.post(f"{API}/accounts", json=body, headers=house.bearer("admin"))
    assert answer.status_code == 201, answer.json
    return dict(answer.json or {})


def enter(client: FlaskClient, account: str = "wang", password: str = PASSWORD, code: str | None = None) -> Any:
    """Try to sign in (without the cookie of an earlier try)."""
    client.delete_cookie("minyi_token")
    return client.post(f"{API}/session", json={"account": account, "password": password, "code": code})


def enrolled(house: House, account_id: str) -> pyotp.TOTP:
    """Give an account a secret that has been confirmed."""
    secret = pyotp.random_base32()
    with house.sites["review"].database.writing() as session:
        account = session.get_one(Account, account_id)
        account.totp_secret, account.totp_confirmed = secret, True
    return pyotp.TOTP(secret)


def test_signing_in_gives_a_token_and_a_cookie(house: House, client: FlaskClient) -> None:
    """The token says who it is; the cookie is out of reach of scripts."""
    made = an_account(house, client, stations=["0190c7a2-7b1e-7c3d-9f00-1a2b3c4d5e6f"])
    assert made["initial_password"] is None
    answer = enter(client, "WANG")
    assert answer.status_code == 200 and answer.json["roles"] == ["officer"]
    identity = read_token(load_keyring("review", house.folder / "keys").token_public, answer.json["token"],
                          house.clock())
    assert identity is not None and identity.account_id == made["id"] and identity.stations
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Secure" not in cookie


def test_an_initial_password_is_made_where_none_is_given(house: House, client: FlaskClient) -> None:
    """It is shown once, works, and the page asks for another."""
    made = an_account(house, client, password=None)
    assert len(made["initial_password"]) >= 16
    assert enter(client, password=made["initial_password"]).status_code == 200


def test_an_unknown_name_sounds_like_a_wrong_password(house: House, client: FlaskClient) -> None:
    """Nobody learns which accounts there are."""
    an_account(house, client)
    wrong, unknown = enter(client, password="not the password"), enter(client, "nobody")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json["detail"] == unknown.json["detail"]


def test_five_failures_lock_for_fifteen_minutes(house: House, client: FlaskClient) -> None:
    """The right password does not help before the time is over."""
    an_account(house, client)
    for _ in range(5):
        assert enter(client, password="not the password").status_code == 401
    assert enter(client).status_code == 429
    house.clock.moment += timedelta(minutes=15, seconds=1)
    assert enter(client).status_code == 200


def test_a_success_forgets_the_failures(house: House, client: FlaskClient) -> None:
    """Four slips, a success, four slips: not locked."""
    an_account(house, client)
    for _ in range(2):
        for _ in range(4):
            enter(client, password="not the password")
        assert enter(client).status_code == 200


def test_a_code_is_used_once(house: House, client: FlaskClient) -> None:
    """Whoever looks over a shoulder cannot use the same six digits."""
    totp = enrolled(house, an_account(house, client)["id"])
    code = totp.at(house.clock())
    assert enter(client).status_code == 401
    assert enter(client, code="000000" if code != "000000" else "111111").status_code == 401
    assert enter(client, code=code).status_code == 200
    assert enter(client, code=code).status_code == 401
    house.clock.moment += timedelta(seconds=30)
    assert enter(client, code=totp.at(house.clock())).status_code == 200


def test_wrong_codes_lock_too(house: House, client: FlaskClient) -> None:
    """Six digits cannot be tried out."""
    totp = enrolled(house, an_account(house, client)["id"])
    wrong = "000000" if totp.at(house.clock()) != "000000" else "111111"
    assert [enter(client, code=wrong).status_code for _ in range(6)] == [401] * 5 + [429]


def test_roles_that_need_a_code_must_enrol(tmp_path: Path) -> None:
    """Where codes are required, an admin without one is told how to get it; an officer is let in."""
    with a_house(tmp_path, "review", environ={"MINYI_REVIEW_REQUIRE_TOTP": "1"}) as house:
        client = house.client("review")
        an_account(house, client, account="li", roles=["leader"])
        an_account(house, client)
        answer = enter(client, "li")
        assert answer.status_code == 401 and "登记" in answer.json["detail"]
        assert enter(client).status_code == 200


def test_a_token_with_one_bit_changed_is_refused(house: House, client: FlaskClient) -> None:
    """In any of its three parts."""
    token = house.token("admin")
    for place in (5, len(token) // 2, len(token) - 10):
        bent = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1:]
        answer = client.get(f"{API}/accounts", headers={"Authorization": f"Bearer {bent}"})
        assert answer.status_code == 401


def test_a_closed_account_is_out_at_once(house: House, client: FlaskClient) -> None:
    """Its token stops working, it cannot sign in, and the others are told."""
    made = an_account(house, client)
    bearer = {"Authorization": f"Bearer {enter(client).json['token']}"}
    client.delete_cookie("minyi_token")
    house.clock.moment += timedelta(seconds=5)
    closed = client.post(f"{API}/accounts/{made['id']}/close", headers=house.bearer("admin"))
    assert closed.status_code == 200 and closed.json["closed_at"]
    assert client.delete(f"{API}/session", headers=bearer).status_code == 401
    assert enter(client).status_code == 401
    assert said(house, "account.closed") == 3


def test_other_roles_end_the_tokens_given_before(house: House, client: FlaskClient) -> None:
    """A token carries roles, so it must be signed anew when they change."""
    made = an_account(house, client)
    bearer = {"Authorization": f"Bearer {enter(client).json['token']}"}
    client.delete_cookie("minyi_token")
    house.clock.moment += timedelta(seconds=5)
    changed = client.patch(f"{API}/accounts/{made['id']}", json={"roles": ["adviser"]}, headers=house.bearer("admin"))
    assert changed.status_code == 200 and changed.json["roles"] == ["adviser"]
    assert client.delete(f"{API}/session", headers=bearer).status_code == 401
    assert enter(client).json["roles"] == ["adviser"]


def test_a_password_is_changed_with_the_old_one(house: House, client: FlaskClient) -> None:
    """The new token works at once, the old password no longer."""
    an_account(house, client)
    bearer = {"Authorization": f"Bearer {enter(client).json['token']}"}
    client.delete_cookie("minyi_token")
    wrong = client.post(f"{API}/password", json={"old": "not the password", "new": "another-password"}, headers=bearer)
    assert wrong.status_code == 422 and "old" in wrong.json["errors"]
    right = client.post(f"{API}/password", json={"old": PASSWORD, "new": "another-password"}, headers=bearer)
    assert right.status_code == 200
    assert enter(client).status_code == 401 and enter(client, password="another-password").status_code == 200


def test_the_last_admin_stays(house: House, client: FlaskClient) -> None:
    """Nobody can lock everybody out."""
    with house.sites["review"].database.writing() as session:
        assert ensure_admin(session, "initial-password", house.clock())
        assert not ensure_admin(session, "other-password", house.clock())
    admin = house.bearer("admin")
    found = client.get(f"{API}/accounts?role=admin", headers=admin).json
    path = f"{API}/accounts/{(found or {})['items'][0]['id']}"
    assert client.post(f"{path}/close", headers=admin).status_code == 409
    assert client.patch(path, json={"roles": ["officer"]}, headers=admin).status_code == 409


def test_experts_and_groups_are_kept_and_listed(house: House, client: FlaskClient) -> None:
    """With what the assignment needs to know."""
    admin, made = house.bearer("admin"), an_account(house, client, account="zhao", roles=["expert"])
    expert = {"account_id": made["id"], "specialties": ["法律", "环境"], "load_min": 1, "load_max": 9, "recusals": []}
    assert client.post(f"{API}/experts", json=expert, headers=admin).status_code == 201
    assert client.post(f"{API}/groups", json={"name": "城建组", "sectors": ["住建"]}, headers=admin).status_code == 201
    again = client.post(f"{API}/groups", json={"name": "城建组", "sectors": ["住建"]}, headers=admin)
    assert again.status_code == 409
    listed = client.get(f"{API}/experts", headers=house.bearer("group")).json or {}
    assert listed["items"][0]["specialties"] == ["法律", "环境"]
    assert (client.get(f"{API}/groups", headers=house.bearer("group")).json or {})["total"] == 1
    assert client.get(f"{API}/groups", headers=house.bearer("officer")).status_code == 403


@pytest.mark.parametrize(("body", "field"), [
    ({"password": "short"}, "password"), ({"roles": []}, "roles"), ({"roles": ["king"]}, "roles.0"),
    ({"roles": ["expert", "group"]}, "roles"),
    ({"account": "../x"}, "account"), ({"groups": ["0190c7a2-7b1e-7c3d-9f00-1a2b3c4d5e6f"]}, "groups"),
    ({"password": "\ud800" * 12}, "password"), ({"hat": 1}, "hat")])
def test_bad_fields_are_named_and_nothing_is_stored(house: House, client: FlaskClient, body: Any, field: str) -> None:
    """422, each field with its sentence."""
    whole = json.dumps({"account": "wang", "name": "王", "roles": ["officer"]} | body)
    answer = client.post(f"{API}/accounts", data=whole, content_type="application/json",
                         headers=house.bearer("admin"))
    assert answer.status_code == 422 and field in (answer.json or {})["errors"]
    assert client.get(f"{API}/accounts", headers=house.bearer("admin")).get_json()["total"] == 0


def test_the_same_name_is_refused(house: House, client: FlaskClient) -> None:
    """Whatever its case."""
    an_account(house, client)
    body = {"account": "Wang", "name": "王", "roles": ["officer"], "password": PASSWORD}
    assert client.post(f"{API}/accounts", json=body, headers=house.bearer("admin")).status_code == 409


def said(house: House, name: str) -> int:
    """How many envelopes of this name review has written."""
    site = house.sites["review"]
    with site.database.reading() as session:
        outbox = site.post.tables.outbox
        return len(session.execute(outbox.select().where(outbox.c.name == name)).all())
