"""Work groups run their own matters: who is in one sees all and changes only what is given to it."""
from dataclasses import replace

from flask import Flask, current_app, request

from services.review.queries.staffing.groups import group_names, group_of_matter, may_run
from shared.identity import Identity
from shared.refusals import NotAllowed
from shared.web.doors import SAFE, me, site, whoever

ROLE = "group"


def add_bounds(app: Flask) -> None:
    """Stand behind the doors of *app*: a route about a matter of another work group is shut to whoever comes as a
    member of a work group (and may not come by another of his roles)."""

    @app.before_request
    def stand() -> None:
        if request.method not in SAFE and _comes_as_group():
            check_group(request.view_args or {})


def check_group(about: dict[str, object]) -> None:
    """Refuse what is about a matter of another group; what has no group yet is everybody's."""
    who = whoever()
    with site().database.reading() as session:
        group_id = group_of_matter(session, about)
        if who is None or may_run(who, group_id):
            return
        name = group_names(session).get(group_id or "", "")
    raise NotAllowed(f"这件事归“{name}”办理，您可以查看，不能改动；要改归属，请找管理员或那个小组。")


def may_change(group_id: str | None) -> bool:
    """Whether whoever is asking may change what belongs to a group, by the role group or admin."""
    who = whoever()
    return who is not None and (who.has("admin") or (who.has(ROLE) and may_run(who, group_id)))


def acting(group_id: str | None) -> Identity:
    """Who is asking, without the role group where the matter is another group's: a page then shows no button that would
    be refused."""
    who = me()
    return who if may_run(who, group_id) else replace(who, roles=who.roles - {ROLE})


def _comes_as_group() -> bool:
    """Whether only the role group lets the person in here, and it is bound to groups."""
    who, door = whoever(), getattr(current_app.view_functions.get(request.endpoint or ""), "door", ())
    return (who is not None and bool(who.groups) and isinstance(door, tuple) and ROLE in door and who.has(ROLE)
            and not who.has(*(set(door) - {ROLE})))
