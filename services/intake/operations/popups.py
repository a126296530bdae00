"""Pop-ups: planned, changed, closed."""
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.intake.models import Consultation, Popup, Station
from services.intake.operations.devices import check_station
from shared.identity import Identity
from shared.ids import new_id
from shared.refusals import Invalid, NotFound, Refused

WRONG = "请按每个字段的提示改正后重新提交，什么都没有保存。"


def plan_popup(session: Session, values: Mapping[str, Any], who: Identity, now: datetime) -> Popup:
    """Plan a pop-up of a station of the officer's, about one consultation."""
    check_station(who, values["station_id"])
    if session.get(Station, values["station_id"]) is None:
        raise Invalid(WRONG, {"station_id": ["没有这个工作站，请从列表里选。"]})
    if session.get(Consultation, values["consultation_id"]) is None:
        raise Invalid(WRONG, {"consultation_id": ["没有这次征求意见，请从列表里选。"]})
    popup = Popup(id=new_id(), made_by=who.account_id, made_at=now, **values)
    session.add(popup)
    session.flush()
    return popup


def change_popup(session: Session, popup_id: str, values: Mapping[str, Any], who: Identity) -> Popup:
    """Change what is named of a pop-up; one that was closed stays as it was."""
    popup = find_popup(session, popup_id)
    check_station(who, popup.station_id)
    if popup.closed_at is not None:
        raise Refused("这个流动工作站点已经结束，不能再改。")
    if values.get("closes_at", popup.closes_at) <= values.get("opens_at", popup.opens_at):
        raise Invalid(WRONG, {"closes_at": ["结束时间应在开始时间之后。"]})
    for name, value in values.items():
        setattr(popup, name, value)
    return popup


def close_popup(session: Session, popup_id: str, who: Identity, now: datetime) -> Popup:
    """Close a pop-up: devices offer it no longer, what was left there stays. A second time changes nothing."""
    popup = find_popup(session, popup_id)
    check_station(who, popup.station_id)
    popup.closed_at = popup.closed_at or now
    return popup


def find_popup(session: Session, popup_id: str) -> Popup:
    """One pop-up, or NotFound."""
    found = session.get(Popup, popup_id)
    if found is None:
        raise NotFound("没有这个流动工作站点。")
    return found
