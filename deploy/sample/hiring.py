"""Tells the product what is known of the sample's people, and sends its filings through their review."""
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from deploy.sample.door import Door
from deploy.sample.pool import TERM_YEARS, leader_of
from deploy.sample.records import Expert, Filing, Plan, Selection

API = "/review/api/v1"
QUESTIONS = ("lawful", "authority", "procedure", "fitting")


def introduce(admin: Door, account_id: str, expert: Expert, chosen: Selection, today: date) -> None:
    """One expert: entry, selection record, and the days away if there are any."""
    began = today.replace(month=1, day=1) if chosen.result == "reappointed" else date(today.year - 1, 7, 1)
    admin.post(f"{API}/experts", {
        "account_id": account_id, "specialties": list(expert.specialties), "load_min": expert.load_min,
        "load_max": expert.load_max, "recusals": list(chosen.recusals), "organisation": chosen.organisation,
        "position": chosen.position, "tasks": list(chosen.tasks)})
    admin.post(f"{API}/experts/{account_id}/selections", {
        "criteria": {name: {"score": score, "words": words} for name, score, words in chosen.criteria},
        "recommended_by": chosen.recommended_by, "panel": chosen.panel, "result": chosen.result,
        "decided_on": str(began), "term_from": str(began), "note": "样例，内容虚构。",
        "term_to": str(began.replace(year=began.year + TERM_YEARS) - timedelta(days=1))})
    if chosen.away:
        first, last, why = chosen.away
        admin.post(f"{API}/experts/{account_id}/absences", {
            "from_on": str(today + timedelta(days=first)), "to_on": str(today + timedelta(days=last)), "why": why})


def describe_staff(admin: Door, plan: Plan, accounts: Mapping[str, str], groups: Sequence[str]) -> None:
    """Officers with their sources, advisers with their offices, groups with who is in charge."""
    for account, known in plan.profiles.items():
        role = "officers" if "source" in known else "advisers"
        admin.ask("PUT", f"{API}/{role}/{accounts[account]}", dict(known))
    for number, group in enumerate(plan.groups):
        leader = accounts[leader_of(number, plan.groups, plan.staff)]
        admin.ask("PUT", f"{API}/groups/{groups[number]}", {
            "name": group.name, "sectors": list(group.sectors), "leader_id": leader})


def review_filings(admin: Door, plan: Plan, experts: Mapping[str, Door], now: datetime) -> None:
    """Send in the filings; the fittest experts say what they think, and what is ripe is concluded."""
    for filing in plan.filings:
        days = [str(now.date() + timedelta(days=days)) for days in filing.days]
        made = admin.post(f"{API}/filings", files={"file": ("filing.txt", filing.text.encode())}, data={
            "title": filing.title, "issuer": filing.issuer, "number": filing.number, "sector": filing.sector,
            "received_on": days[0], "due_on": days[1]})
        if filing.verdicts:
            _review(admin, f"{API}/filings/{made['id']}", filing, experts)


def _review(admin: Door, path: str, filing: Filing, experts: Mapping[str, Door]) -> None:
    fittest = [each["account_id"] for each in admin.get(f"{path}/proposals")["items"]]
    given: dict[str, Any] = admin.post(f"{path}/offer", {"expert_ids": fittest[:len(filing.verdicts)]})
    for review, (verdict, faults, note) in zip(given["reviews"], filing.verdicts, strict=True):
        answers = {name: {"holds": name not in faults, "words": faults.get(name, "")} for name in QUESTIONS}
        experts[review["expert_id"]].post(f"{API}/filing-reviews/{review['id']}/verdict", {
            "answers": answers, "verdict": verdict, "note": note})
    if filing.conclusion:
        conclusion, reason = filing.conclusion
        admin.post(f"{path}/conclusion", {"conclusion": conclusion, "reason": reason, "version": given["version"]})
