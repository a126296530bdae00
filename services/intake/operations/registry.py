"""Stations and activities: set up, recorded."""
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.intake.models import Activity, Consultation, Station
from shared.contracts import ActivityRecorded, StationChanged
from shared.identity import Identity
from shared.ids import new_id
from shared.messaging.postbox import Postbox
from shared.refusals import Invalid, NotAllowed, Refused

WRONG = "请按每个字段的提示改正后重新提交，什么都没有保存。"


def add_station(session: Session, post: Postbox, values: Mapping[str, Any]) -> Station:
    """Set up a station and tell the others; a taken name is refused."""
    if session.scalar(select(Station.id).where(Station.name == values["name"])):
        raise Refused("已经有同名工作站，请换一个名称。", {"name": ["已经有同名工作站，请换一个。"]})
    station = Station(id=new_id(), revision=1, active=True, **values)
    session.add(station)
    session.flush()
    post.say(session, StationChanged(
        station_id=station.id, revision=1, name_zh=station.name, kind=station.kind, township=station.township,
        address=station.address, population=station.population, active=True))
    return station


def record_activity(session: Session, post: Postbox, values: Mapping[str, Any], who: Identity,
                    now: datetime) -> Activity:
    """Record a meeting, lecture or training at a station of the officer's."""
    if who.stations and values["station_id"] not in who.stations and not who.has("admin"):
        raise NotAllowed("只能登记自己工作站的活动。")
    if session.get(Station, values["station_id"]) is None:
        raise Invalid(WRONG, {"station_id": ["没有这个工作站。"]})
    if values["consultation_id"] and session.get(Consultation, values["consultation_id"]) is None:
        raise Invalid(WRONG, {"consultation_id": ["没有这次征求意见。"]})
    activity = Activity(id=new_id(), recorded_by=who.account_id, recorded_at=now, **values)
    session.add(activity)
    session.flush()
    names = ("station_id", "kind", "title", "held_at", "place", "attendees", "consultation_id")
    post.say(session, ActivityRecorded(activity_id=activity.id, revision=1,
                                       **{name: getattr(activity, name) for name in names}))
    return activity
