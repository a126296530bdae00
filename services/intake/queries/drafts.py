"""What taking an opinion needs to know of a consultation, remembered for a second."""
import time
from dataclasses import dataclass

from sqlalchemy.orm import Session

from services.intake.domain import Window
from services.intake.models import Consultation, Draft

FRESH_SECONDS = 1.0


@dataclass(frozen=True, kw_only=True)
class OpenDraft:
    """What taking an opinion needs to know of a consultation: its window, a version, that version's provisions."""

    window: Window
    version: int
    eids: frozenset[str]


class DraftMemory:
    """Remembers consultations for a second: the hot path asks the database once a second, not once an opinion."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int | None], tuple[float, OpenDraft]] = {}
        self._eids: dict[tuple[str, int], frozenset[str]] = {}

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
        eids = self._eids.get((consultation_id, asked)) or self._ask_eids(session, consultation_id, asked)
        if eids is None:
            return None
        window = Window(opens_at=consultation.opens_at, closes_at=consultation.closes_at,
                        is_open=consultation.state == "open")
        return OpenDraft(window=window, version=asked, eids=eids)

    def _ask_eids(self, session: Session, consultation_id: str, version: int) -> frozenset[str] | None:
        draft = session.get(Draft, (consultation_id, version))
        if draft is None:
            return None
        eids = frozenset(str(provision["eid"]) for provision in draft.provisions)
        self._eids[consultation_id, version] = eids
        return eids
