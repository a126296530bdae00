"""Things tests need, made with sensible values; each takes what should be other."""
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.contracts import ConsultationOpened
from shared.ids import new_id

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


def a_provision(number: int = 1, text: str = "为了保护古井，制定本条例。") -> list[dict[str, Any]]:
    """An article with its one paragraph."""
    article = f"art_{number}"
    return [{"eid": article, "kind": "article", "label": f"第{number}条", "caption": "", "text": text, "parent": None},
            {"eid": f"{article}__para_1", "kind": "paragraph", "label": "", "caption": "", "text": text,
             "parent": article}]


def a_consultation(**other: Any) -> ConsultationOpened:
    """An open consultation of three articles, from yesterday until in thirty days."""
    values: dict[str, Any] = {
        "consultation_id": new_id(), "revision": 1, "state": "open", "title": "古井保护条例（草案）征求意见",
        "level": "prefecture", "sector": "文化", "audience": "全体居民", "opens_at": NOON - timedelta(days=1),
        "closes_at": NOON + timedelta(days=30), "stations": [], "invented": True, "draft_version": 1,
        "draft_title": "古井保护条例（草案）",
        "provisions": [each for number in (1, 2, 3) for each in a_provision(number)], "notes": {}, "questions": [],
        "shows_counts": True}
    return ConsultationOpened(**values | other)


def an_opinion(consultation_id: str, **other: Any) -> dict[str, Any]:
    """An opinion as a program posts it."""
    values = {"id": new_id(), "consultation_id": consultation_id, "text": "建议把井台周围三米划为保护范围。",
              "written_at": NOON.isoformat(), "provision": "art_1"}
    return values | other
