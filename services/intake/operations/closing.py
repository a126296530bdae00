"""The end of an opening: the balance, the new seals, two signatures for keeping and two for destroying."""
from dataclasses import asdict
from datetime import date, datetime, timedelta, timezone

from sqlalchemy.orm import Session

from services.intake.domain.boxes import SamePerson, StepRefused, check_balance
from services.intake.models import Opening, Signature
from services.intake.operations.boxes import advance, check_seal_is_new, note_step, reach, take_opening
from services.intake.queries.boxes import find_facts, list_signatures
from shared.identity import Identity
from shared.ids import new_id
from shared.refusals import Invalid

HERE = timezone(timedelta(hours=8))
STATE_AFTER = {"retain": "retained", "destroy": "destroyed"}


def reconcile_opening(session: Session, opening_id: str, who: Identity, now: datetime) -> Opening:
    """Strike the balance. Raises OutOfBalance, naming what does not agree."""
    box, opening = take_opening(session, opening_id, who, "reconcile")
    facts = find_facts(session, opening)
    check_balance(facts)
    opening.balance, opening.reconciled_at = asdict(facts), now
    reach(session, box, opening, "reconciled", who, now, **asdict(facts))
    return opening


def close_opening(session: Session, opening_id: str, envelope_seal: str, new_seal: str, who: Identity,
                  now: datetime) -> Opening:
    """Seal the slips into an envelope and the empty box anew; what was not reconciled yet is reconciled first."""
    box, opening = take_opening(session, opening_id, who, "look")
    advance(session, box, opening, who, now)
    if opening.state == "rekeyed":
        reconcile_opening(session, opening_id, who, now)
    box, opening = take_opening(session, opening_id, who, "close")
    if envelope_seal == new_seal:
        sentence = "信封和票箱要用两枚不同的封条。"
        raise Invalid(sentence, {"new_seal": [sentence]})
    check_seal_is_new(session, "envelope_seal", envelope_seal)
    check_seal_is_new(session, "new_seal", new_seal)
    opening.envelope_seal, opening.new_seal, opening.resealed_at = envelope_seal, new_seal, now
    box.seal_no, box.sealed_at = new_seal, now
    reach(session, box, opening, "resealed", who, now, envelope_seal=envelope_seal, new_seal=new_seal)
    return opening


def sign_act(session: Session, opening_id: str, act: str, keep_until: date | None, who: Identity,
             now: datetime) -> Opening:
    """Sign for keeping the envelope, or for destroying it; the second signature, another person's, does it."""
    box, opening = take_opening(session, opening_id, who, act)
    before = [each for each in list_signatures(session, opening_id) if each.act == act]
    if any(each.who == who.account_id for each in before):
        raise SamePerson("您已经签过字，请另一位工作人员用自己的账号签第二个字。")
    _check_date(opening, act, keep_until, bool(before), now)
    session.add(Signature(id=new_id(), opening_id=opening.id, act=act, who=who.account_id, who_name=who.name, at=now))
    session.flush()
    if not before:
        opening.keep_until = keep_until if act == "retain" else opening.keep_until
        note_step(session, box, opening, "sign", who, now, signed=act, keep_until=str(opening.keep_until))
        return opening
    setattr(opening, f"{STATE_AFTER[act]}_at", now)
    reach(session, box, opening, STATE_AFTER[act], who, now, signed=act, keep_until=str(opening.keep_until))
    return opening


def _check_date(opening: Opening, act: str, keep_until: date | None, is_second: bool, now: datetime) -> None:
    today = now.astimezone(HERE).date()
    if act == "destroy":
        if opening.keep_until is not None and today < opening.keep_until:
            raise StepRefused(f"要保存到 {opening.keep_until:%Y年%-m月%-d日}，还没有到期，不能销毁。")
        return
    if is_second:
        if keep_until not in (None, opening.keep_until):
            sentence = f"第一人写的是保存到 {opening.keep_until}。请两人商定同一个日期。"
            raise Invalid(sentence, {"keep_until": [sentence]})
    elif keep_until is None or keep_until <= today:
        sentence = "请填写保存到哪一天，要晚于今天。"
        raise Invalid(sentence, {"keep_until": [sentence]})
