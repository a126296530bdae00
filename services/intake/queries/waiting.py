"""Where something stands that is no opinion, or none yet: a recording not written down, a social item."""
from typing import Any

from sqlalchemy.orm import Session

from services.intake.queries.items import find_numbered, steps_of
from services.intake.queries.spoken import find_spoken

RECORDED = "已收到录音，正在整理成文字"
ITEM_WORDS = {"received": "社情民意已收到", "forwarded": "已转给有关单位", "closed": "已办结"}


def show_waiting(session: Session, receipt: str | None) -> dict[str, Any] | None:
    """The state and timeline behind a number, shaped as an opinion's; None if it is an opinion's, or nobody's."""
    if receipt is None:
        return None
    spoken = find_spoken(session, receipt)
    if spoken is not None:
        return _shown("recording", receipt, [(spoken.received_at.isoformat(), "recorded", RECORDED, None)])
    item = find_numbered(session, receipt)
    if item is None:
        return None
    first = (item.received_at.isoformat(), "received", ITEM_WORDS["received"], None)
    rest = [(each.at.isoformat(), each.state, ITEM_WORDS[each.state], each.whom)
            for each in steps_of(session, [item.id])[item.id]]
    return _shown("item", receipt, [first, *rest])


def _shown(kind: str, receipt: str, moments: list[tuple[str, str, str, str | None]]) -> dict[str, Any]:
    timeline = [{"at": at, "stage": stage, "text": text} | ({"whom": whom} if whom else {})
                for at, stage, text, whom in moments]
    return {"kind": kind, "receipt": receipt, "state": timeline[-1]["stage"], "timeline": timeline, "answer": None}
