"""What a report says: composed once from what has been heard, then checked, approved and frozen as it is."""
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import rfc8785

from services.reports.domain.provisions import WHOLE, Provisions
from services.reports.domain.steps import Batch

FORMAT = "minyi-submission/1"
FOREMOST = 5
CHANNELS = {"web": "网上", "kiosk": "自助终端", "tablet": "流动工作站点平板", "box": "意见征集箱", "meeting": "征集会",
            "openrosa": "移动采集"}


@dataclass(frozen=True, kw_only=True)
class Material:
    """What has been heard about one consultation and is not in another living submission."""

    consultation: Mapping[str, Any]
    drafts: Mapping[int, Provisions]
    suggestions: Sequence[Mapping[str, Any]]
    batches: Sequence[Batch]
    living: Sequence[Mapping[str, Any]]
    sessions: int
    attendees: int
    stations: Sequence[str]
    station_names: Mapping[str, str]
    channels: Mapping[str, int]
    set_aside: Mapping[str, int]
    stages: Mapping[str, int]

    def mains(self) -> list[str]:
        """The states of the living main reports."""
        return [str(each["state"]) for each in self.living if each["kind"] == "main"]


def compose(material: Material, *, submission_id: str, kind: str, revision: int, replaces: str | None, office: str,
            addressee: str, now: datetime) -> dict[str, Any]:
    """Put a report's content together: JSON values only, in the order in which it will be read."""
    rows = _table(material)
    return {
        "format": FORMAT, "submission_id": submission_id, "kind": kind, "revision": revision, "replaces": replaces,
        "office": office, "addressee": addressee, "composed_at": now.isoformat(timespec="seconds"),
        "consultation": _consultation(material.consultation),
        "solicitation": {"sessions": material.sessions, "attendees": material.attendees,
                         "stations": list(material.stations), "opinions": sum(material.channels.values()),
                         "channels": [{"name": CHANNELS[name], "opinions": material.channels[name]}
                                      for name in CHANNELS if material.channels.get(name)]},
        "chapters": _chapters(material, rows), "set_aside": _set_aside(material.set_aside),
        "balance": _balance(material, now), "suggestions": rows}


def seal_content(content: Mapping[str, Any], number: str, people: Mapping[str, Mapping[str, str]]) -> tuple[str, str]:
    """Add the number and the three people; returns the canonical JSON (RFC 8785) and its SHA-256."""
    body = rfc8785.dumps({**content, "number": number, "people": {key: dict(each) for key, each in people.items()}})
    return body.decode(), sha256(body).hexdigest()


def _consultation(heard: Mapping[str, Any]) -> dict[str, Any]:
    plain = {name: heard[name] for name in ("consultation_id", "title", "level", "sector", "audience", "invented",
                                            "draft_version", "draft_title")}
    return plain | {name: heard[name].isoformat() for name in ("opens_at", "closes_at")}


def _table(material: Material) -> list[dict[str, Any]]:
    """The clause-ordered table: whole-draft suggestions first, then the provisions as they stand in the draft."""
    empty = Provisions(())

    def order(row: Mapping[str, Any]) -> tuple[int, int]:
        return material.drafts.get(row["draft_version"], empty).place(row["provision"]), row["suggestion_no"]

    table = []
    for row in sorted(material.suggestions, key=order):
        draft = material.drafts.get(row["draft_version"], empty)
        # officers like to begin a title with the provision, which has a column of its own
        title = row["title"].removeprefix(draft.name(row["provision"])).lstrip("：: ") or row["title"]
        table.append({"suggestion_id": row["suggestion_id"], "no": row["suggestion_no"], "title": title,
                      "text": row["text"], "reason": row["reason"], "opinions": row["opinions"],
                      "sources": _sources(row, material.station_names),
                      "provision": row["provision"], "draft_version": row["draft_version"],
                      "name": draft.name(row["provision"]), "original": draft.text(row["provision"])})
    return table


def _sources(row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Where the opinions behind a suggestion came from, in words: channels first, then the stations that took some."""
    channels = [f"{CHANNELS[name]} {row['channels'][name]}" for name in CHANNELS if name in row["channels"]]
    stations = [f"{names.get(each, '其他工作站')} {count}" for each, count in
                sorted(row["stations"].items(), key=lambda pair: (-pair[1], names.get(pair[0], ""), pair[0]))]
    return "；".join("，".join(each) for each in (channels, stations) if each)


def _chapters(material: Material, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Per chapter: how many suggestions and opinions, and the suggestions most people stand behind."""
    empty = Provisions(())
    behind = {each["suggestion_id"]: each["opinion_ids"] for each in material.suggestions}
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        draft = material.drafts.get(row["draft_version"], empty)
        groups.setdefault(_chapter_name(draft, row["provision"]), []).append(row)
    return [{"name": name, "suggestions": len(group),
             "opinions": len({each for row in group for each in behind[row["suggestion_id"]]}),
             "foremost": _foremost(group)} for name, group in groups.items()]


def _chapter_name(draft: Provisions, provision: str | None) -> str:
    chapter = draft.chapter(provision)
    return WHOLE if provision is None else draft.name(chapter) if chapter else "条文"


def _foremost(group: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    first = sorted(group, key=lambda row: (-row["opinions"], row["no"]))[:FOREMOST]
    return [{"no": row["no"], "name": row["name"], "title": row["title"], "opinions": row["opinions"]} for row in first]


def _set_aside(reasons: Mapping[str, int]) -> list[dict[str, Any]]:
    return [{"reason": reason, "opinions": count} for reason, count in
            sorted(reasons.items(), key=lambda each: (-each[1], each[0]))]


def _balance(material: Material, now: datetime) -> dict[str, Any]:
    """The newest balance that came with an approval; without one, what the stages heard add up to."""
    if material.suggestions:
        newest = max(material.suggestions, key=lambda row: row["approved_at"])
        moment = newest["approved_at"].isoformat(timespec="seconds")
        return {name: newest["balance"][name] for name in
                ("received", "withdrawn", "waiting", "in_suggestions", "set_aside")} | {"cut_off": moment}
    received, stages = sum(material.channels.values()), Counter(material.stages)
    settled = {name: stages[name] for name in ("withdrawn", "in_suggestions", "set_aside")}
    return {"received": received, "waiting": received - sum(settled.values()), **settled,
            "cut_off": now.isoformat(timespec="seconds")}
