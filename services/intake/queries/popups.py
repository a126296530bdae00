"""Questions about pop-ups: which there are, which are to come, how many opinions each has brought."""
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.intake.models import Opinion, Popup
from services.intake.queries.registry import page_of


def list_popups(session: Session, page: int = 1) -> dict[str, Any]:
    """Pop-ups, the latest first, each with how many opinions it has brought."""
    found = page_of(session, select(Popup).order_by(Popup.opens_at.desc(), Popup.id), page, show_popup)
    counts = count_by_popup(session, [each["id"] for each in found["items"]])
    return found | {"items": [each | {"opinions": counts.get(each["id"], 0)} for each in found["items"]]}


def list_coming(session: Session, station_id: str, now: datetime) -> list[Popup]:
    """A station's pop-ups that are not over, the soonest first."""
    return list(session.scalars(select(Popup).where(
        Popup.station_id == station_id, Popup.closes_at > now, Popup.closed_at.is_(None)).order_by(Popup.opens_at)))


def show_popup(popup: Popup) -> dict[str, Any]:
    """A pop-up as lists and devices have it."""
    names = ("id", "station_id", "consultation_id", "title", "place", "audience", "crew", "device_id")
    return {name: getattr(popup, name) for name in names} | {
        name: moment.isoformat() if (moment := getattr(popup, name)) else None
        for name in ("opens_at", "closes_at", "closed_at")}


def count_by_popup(session: Session, ids: Sequence[str]) -> dict[str, int]:
    """How many opinions each of some pop-ups has brought."""
    rows = session.execute(select(Opinion.popup_id, func.count()).where(Opinion.popup_id.in_(ids))
                           .group_by(Opinion.popup_id))
    return {popup: number for popup, number in rows if popup is not None}


def list_spoken(session: Session, popup_id: str, page: int = 1) -> dict[str, Any]:
    """What was said at a pop-up, the latest first."""
    return page_of(session, select(Opinion).where(Opinion.popup_id == popup_id)
                   .order_by(Opinion.written_at.desc(), Opinion.id), page, lambda row: row)


def count_by_provision(session: Session, popup_id: str) -> list[tuple[str | None, int]]:
    """How many opinions a pop-up has brought about each provision, the most discussed first; None is the draft."""
    rows = session.execute(select(Opinion.provision, func.count()).where(Opinion.popup_id == popup_id)
                           .group_by(Opinion.provision).order_by(func.count().desc(), Opinion.provision))
    return [(provision, number) for provision, number in rows]
