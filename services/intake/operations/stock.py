"""The stock of numbered paper: issued to a station, accounted for to the last sheet."""
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.intake.domain.slips import Stock, check_stock
from services.intake.models import Consultation, SlipBatch, Station
from services.intake.queries.boxes import check_station
from services.intake.queries.stock import count_used, find_batch
from shared.identity import Identity
from shared.ids import new_id
from shared.refusals import Invalid, Refused

WRONG = "请按每个字段的提示改正后重新提交，什么都没有保存。"


def issue_batch(session: Session, values: Mapping[str, Any], who: Identity, now: datetime) -> SlipBatch:
    """Issue numbered paper to a station; the numbers go on where the consultation's last batch ended."""
    check_station(who, values["station_id"])
    if session.get(Station, values["station_id"]) is None:
        raise Invalid(WRONG, {"station_id": ["没有这个工作站。"]})
    consultation = session.get(Consultation, values["consultation_id"], with_for_update=True)
    if consultation is None:
        raise Invalid(WRONG, {"consultation_id": ["没有这次征求意见，请从列表里选。"]})
    if consultation.state != "open" and values["kind"] == "form":
        raise Refused("这次征求意见已经结束，不能再发放意见表；给箱中自带的纸编号，请选“编号标签”。")
    last = session.scalar(select(func.max(SlipBatch.to_serial)).where(
        SlipBatch.consultation_id == consultation.consultation_id)) or 0
    given = {name: values[name] for name in ("consultation_id", "station_id", "kind", "language")}
    batch = SlipBatch(id=new_id(), draft_version=consultation.draft_version, from_serial=last + 1,
                      to_serial=last + values["number"], issued_by=who.account_id, issued_by_name=who.name,
                      issued_at=now, note="", **given)
    session.add(batch)
    session.flush()
    return batch


def settle_batch(session: Session, batch_id: str, values: Mapping[str, Any], who: Identity,
                 now: datetime) -> SlipBatch:
    """Settle the account: issued = used + spoilt + unused, and what is missing is explained. May be settled anew."""
    batch = find_batch(session, batch_id, who, locked=True)
    stock = Stock(issued=batch.to_serial - batch.from_serial + 1, used=count_used(session, [batch.id])[batch.id],
                  spoilt=values["spoilt"], unused=values["unused"])
    check_stock(stock, values["note"])
    batch.spoilt, batch.unused, batch.missing, batch.note = stock.spoilt, stock.unused, stock.missing, values["note"]
    batch.settled_by, batch.settled_at = who.account_id, now
    return batch
