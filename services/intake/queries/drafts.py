"""What taking an opinion needs to know of a consultation, remembered for a second."""
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from services.intake.domain.arrival import Window
from services.intake.domain.contents import Question, bare
from services.intake.models import Consultation, Draft

FRESH_SECONDS = 1.0


@dataclass(frozen=True, kw_only=True)
class Issued:
    """A version of a draft at one revision: the words of its provisions by eid, its focus questions by id."""

    revision: int
    texts: Mapping[str, str]
    questions: Mapping[str, Question]
    _bare: dict[str | None, str] = field(default_factory=dict)

    def bare_of(self, provision: str | None) -> str:
        """The words that a quotation must occur in, without white space; of a heading, and of the draft as a whole,
        those of everything. Remembered, so that a batch of quotations costs little."""
        key = provision if provision is not None and self.texts[provision] else None
        if key not in self._bare:
            self._bare[key] = bare(self.texts[key] if key is not None else "".join(self.texts.values()))
        return self._bare[key]


@dataclass(frozen=True, kw_only=True)
class OpenDraft:
    """What taking an opinion needs to know of a consultation: its window, and a version of its draft."""

    window: Window
    version: int
    issued: Issued


class DraftMemory:
    """Remembers consultations for a second: the hot path asks the database once a second, not once an opinion."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int | None], tuple[float, OpenDraft]] = {}
        self._issued: dict[tuple[str, int], Issued] = {}

    def find(self, session: Session, consultation_id: str, version: int | None) -> OpenDraft | None:
        """Find a consultation and a version of its draft (None: the current one)."""
        key = (consultation_id, version)
        at, known = self._known.get(key, (0.0, None))
        if known is not None and time.monotonic() - at < FRESH_SECONDS:
            return known
        found = self._ask(session, consultation_id, version)
        if found is not None:
            self._known[key] = (time.monotonic(), found)
        return found

    def _ask(self, session: Session, consultation_id: str, version: int | None) -> OpenDraft | None:
        consultation = session.get(Consultation, consultation_id)
        if consultation is None:
            return None
        asked = version or consultation.draft_version
        issued = self._find_issued(session, consultation, asked)
        if issued is None:
            return None
        window = Window(opens_at=consultation.opens_at, closes_at=consultation.closes_at,
                        is_open=consultation.state == "open")
        return OpenDraft(window=window, version=asked, issued=issued)

    def _find_issued(self, session: Session, consultation: Consultation, version: int) -> Issued | None:
        """What is known of a version; asked anew when the consultation has another revision."""
        key = (consultation.consultation_id, version)
        known = self._issued.get(key)
        if known is not None and known.revision == consultation.revision:
            return known
        draft = session.get(Draft, key)
        if draft is None:
            return None
        self._issued[key] = Issued(
            revision=consultation.revision, texts={each["eid"]: each["text"] for each in draft.provisions},
            questions={each["id"]: question_of(each) for each in draft.questions})
        return self._issued[key]


def question_of(question: Mapping[str, Any]) -> Question:
    """A focus question as answers to it are judged."""
    return Question(kind=question["kind"], text=question["text"],
                    options=frozenset(each["id"] for each in question["options"]))
