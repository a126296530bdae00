"""One slip in twenty is keyed a third time, blind, by somebody who has not had it. It changes no opinion: it shows how
well the keying is done. Due once a slip is settled, and until the paper is destroyed; it never holds up a closing."""
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.intake.domain.boxes import SamePerson
from services.intake.domain.differences import differences, errors_between, length_of
from services.intake.domain.keyed import settled_fields
from services.intake.models import Audit, Keying
from services.intake.operations.boxes import note_step
from services.intake.queries.audits import is_due
from services.intake.queries.boxes import find_box, find_opening
from services.intake.queries.slips import check_read, find_held
from shared.identity import Identity
from shared.ids import new_id
from shared.refusals import Refused


def audit_slip(session: Session, secret: str, slip_id: str, fields: Mapping[str, Any], who: Identity,
               now: datetime) -> Audit:
    """Keep the third key of a slip that was drawn, and count how far it is from what was settled."""
    opening = find_opening(session, find_held(session, slip_id, who).slip.opening_id, who)
    box = find_box(session, opening.box_id, who, locked=True)
    held = find_held(session, slip_id, who)
    if not is_due(session, secret, opening, held):
        raise Refused("这张表没有抽中，或者已经抽查过了，或者还没有录完。")
    if held.was_keyed_by(who.account_id):
        raise SamePerson("这张表您经手过，抽查要由没有经手的人来录。")
    check_read(session, held.slip, fields)
    found, settled = settled_fields(fields), held.fields
    key = Keying(id=new_id(), slip_id=slip_id, turn="audit", who=who.account_id, who_name=who.name,
                 fields=dict(fields), at=now)
    audit = Audit(id=new_id(), slip_id=slip_id, station_id=opening.station_id, characters=length_of(settled),
                  errors=errors_between(found, settled), who=who.account_id, who_name=who.name, at=now,
                  differences=[asdict(each) for each in differences(settled, found)])
    session.add_all([key, audit])
    session.flush()
    note_step(session, box, opening, "audit", who, now, serial=held.slip.serial, characters=audit.characters,
              errors=audit.errors)
    return audit
