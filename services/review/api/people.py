"""JSON routes about people: the session and accounts."""
from typing import Any

from flask import Response, jsonify

from services.review.models.people import Account
from services.review.operations.staffing import people as acts
from services.review.operations.staffing.sign_in import Attempt, check_own_password, sign_in, token_of
from services.review.queries.staffing import people as asks
from services.review.schemas import people as bodies
from shared.clock import rfc3339
from shared.identity import hash_password
from shared.web.bodies import JsonRoutes
from shared.web.doors import COOKIE, guarded, keep_token, me, open_door, site

routes = JsonRoutes("people", __name__, url_prefix="/review/api/v1")


@routes.post("/session")
@open_door("this is where one signs in")
@routes.arguments(bodies.SessionSchema)
def post_session(attempt: dict[str, Any]) -> Response:
    """Sign in. 401 for any wrong name, password or code; 429 while the account is locked."""
    account = sign_in(site().database, Attempt(**attempt), bool(site().settings.require_totp), site().now())
    return _signed(account)


@routes.delete("/session")
@guarded()
def delete_session() -> Response:
    """Sign out: forget the cookie."""
    response = Response(status=204)
    response.delete_cookie(COOKIE)
    return response


@routes.post("/password")
@guarded()
@routes.arguments(bodies.PasswordSchema)
def post_password(passwords: dict[str, Any]) -> Response:
    """Change one's own password; every token given before ends, a new one comes back."""
    check_own_password(site().database, me().account_id, passwords["old"], site().now())
    hashed = hash_password(passwords["new"])
    with site().database.writing() as session:
        account = acts.change_password(session, site().post, me().account_id, hashed, site().now())
    return _signed(account)


@routes.post("/accounts")
@guarded("admin")
@routes.arguments(bodies.AccountSchema)
def post_account(values: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Open an account; the initial password is shown this once, null where one was given."""
    secret = acts.prepare_secret(values["password"])
    with site().database.writing() as session:
        account_id = acts.add_account(session, values, secret, site().now())
    return {"id": account_id, "initial_password": secret.initial}, 201


@routes.get("/accounts")
@guarded("admin", "group")
@routes.arguments(bodies.PeopleQuery, location="query")
def get_accounts(query: dict[str, Any]) -> dict[str, Any]:
    """Accounts by name, open ones first."""
    with site().database.reading() as session:
        found = asks.list_accounts(session, **query)
    return found | {"items": [asks.show_account(each) for each in found["items"]]}


@routes.patch("/accounts/<uuid:account_id>")
@guarded("admin")
@routes.arguments(bodies.AccountChangeSchema)
def patch_account(changes: dict[str, Any], account_id: object) -> dict[str, Any]:
    """Change an account; ``initial_password`` is there when it was reset."""
    secret = acts.prepare_secret(None) if changes.get("reset_password") else None
    with site().database.writing() as session:
        account = acts.change_account(session, site().post, str(account_id), changes, secret, site().now())
    return asks.show_account(account) | {"initial_password": secret.initial if secret else None}


@routes.post("/accounts/<uuid:account_id>/close")
@guarded("admin")
def close_account(account_id: object) -> dict[str, Any]:
    """Close an account for good."""
    with site().database.writing() as session:
        account = acts.close_account(session, site().post, str(account_id), site().now())
    return asks.show_account(account)


def _signed(account: Account) -> Response:
    token, ends = token_of(site().keys.token_private, account, site().now())
    return keep_token(jsonify({"token": token, "expires_at": rfc3339(ends), "roles": account.roles}), token)
