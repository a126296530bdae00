"""What a plan is made of: frozen records, positions instead of ids, minutes instead of moments.

``minutes`` count from the midnight that begins the consultation's first day; what lies before it is negative.
"""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Station:
    """One of the six; ``publicity`` and ``disputes`` count legal publicity held and disputes settled there."""

    name: str
    kind: str
    township: str
    address: str
    population: int
    publicity: int
    disputes: int


@dataclass(frozen=True)
class Group:
    """A work group and the sectors it looks after."""

    name: str
    sectors: tuple[str, ...]


@dataclass(frozen=True)
class Staff:
    """An account; ``stations`` and ``groups`` are positions in the plan, empty means all."""

    account: str
    name: str
    roles: tuple[str, ...]
    stations: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()


@dataclass(frozen=True)
class Expert:
    """A member of the pool of experts, with an account of the role expert."""

    account: str
    name: str
    specialties: tuple[str, ...]
    load_min: int
    load_max: int


@dataclass(frozen=True)
class Selection:
    """How an expert was chosen, and what else the pool knows; ``away`` in days after today."""

    account: str
    organisation: str
    position: str
    criteria: tuple[tuple[str, int, str], ...]
    recommended_by: str
    panel: str
    result: str
    tasks: tuple[str, ...]
    recusals: tuple[Mapping[str, str], ...]
    away: tuple[int, int, str] | None


@dataclass(frozen=True)
class Filing:
    """A normative document; ``days``: when it came and is due, from today; ``verdicts``: verdict, faults, note."""

    title: str
    issuer: str
    number: str
    sector: str
    days: Sequence[int]
    text: str
    verdicts: Sequence[tuple[str, Mapping[str, str], str]]
    conclusion: Sequence[str]


@dataclass(frozen=True)
class Activity:
    """A meeting, lecture or training at a station; ``about_draft`` where it was about this very draft."""

    station: int
    kind: str
    title: str
    place: str
    attendees: int
    minutes: int
    about_draft: bool


@dataclass(frozen=True)
class Contact:
    """Where an answer goes: ``channel`` is email, sms or slip; a slip waits at ``station``."""

    name: str
    channel: str
    phone: str | None = None
    email: str | None = None
    station: int | None = None


@dataclass(frozen=True)
class Opinion:
    """An opinion as it was left; ``provision`` None is the whole draft; ``answers`` are those to focus questions."""

    index: int
    provision: str | None
    stance: str
    text: str
    proposed_text: str | None
    reason: str | None
    channel: str
    station: int | None
    language: str
    submitter: str
    public_name: str | None
    contact: Contact | None
    minutes: int
    answers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Suggestion:
    """A suggestion the officers make of opinions (positions in the plan), and what the adviser notes at the gate."""

    index: int
    provision: str
    title: str
    text: str
    reason: str
    opinions: tuple[int, ...]
    gate_note: str


@dataclass(frozen=True)
class Assessment:
    """What the expert who is given this opinion says of it; the solver chooses who that is."""

    opinion: int
    specialty: str
    verdict: str
    legality: int
    necessity: int
    feasibility: int
    wording: int
    note: str


@dataclass(frozen=True)
class Outcome:
    """What the legislature makes of a suggestion."""

    suggestion: int
    outcome: str
    reason: str | None
    enacted_provision: str | None


@dataclass(frozen=True)
class Plan:
    """The whole sample; ``set_aside`` maps an opinion's position to the reason."""

    stations: tuple[Station, ...]
    groups: tuple[Group, ...]
    staff: tuple[Staff, ...]
    experts: tuple[Expert, ...]
    activities: tuple[Activity, ...]
    opinions: tuple[Opinion, ...]
    suggestions: tuple[Suggestion, ...]
    set_aside: dict[int, str]
    assessments: tuple[Assessment, ...]
    outcomes: tuple[Outcome, ...]
    selections: tuple[Selection, ...]
    profiles: Mapping[str, Mapping[str, Any]]
    filings: tuple[Filing, ...]
