"""What is said at a solicitation meeting, entered by an officer; and the meeting's minutes."""
from datetime import datetime

from sqlalchemy.orm import Session

from services.intake.models import Activity, Entry
from services.intake.operations.opinions import NewOpinion, Taken, receive_opinions
from shared.identity import Identity
from shared.messaging.postbox import Postbox
from shared.refusals import NotAllowed, NotFound, Refused

NEW = ("created", "late")


def enter_opinion(session: Session, post: Postbox, activity: Activity, opinion: NewOpinion, who: Identity,
                  now: datetime) -> Taken:
    """Keep an opinion and that it was said at this meeting. A repeated id gives the same receipt, another body under
    it is kept aside."""
    taken = receive_opinions(session, post, [opinion], now)[0]
    if taken.status in NEW:
        session.add(Entry(opinion_id=opinion.id, activity_id=activity.id, entered_by=who.account_id, entered_at=now))
    return taken


def keep_minutes(session: Session, activity_id: str, minutes: str | None, who: Identity) -> Activity:
    """Keep a meeting's minutes, in place of those before."""
    activity = find_activity(session, activity_id)
    if who.stations and activity.station_id not in who.stations and not who.has("admin"):
        raise NotAllowed("只能登记自己工作站的活动。")
    activity.minutes = minutes
    return activity


def find_meeting(session: Session, activity_id: str) -> Activity:
    """A solicitation meeting about a consultation; raises NotFound, or Refused for another kind of activity."""
    activity = find_activity(session, activity_id)
    if activity.kind != "solicitation" or activity.consultation_id is None:
        raise Refused("只有为某次征求意见开的意见征集会，才能在这里录入意见。")
    return activity


def find_activity(session: Session, activity_id: str) -> Activity:
    """One activity, or NotFound."""
    found = session.get(Activity, activity_id)
    if found is None:
        raise NotFound("没有这场活动。")
    return found
