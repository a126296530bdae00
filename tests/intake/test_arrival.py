"""How long after the closing what was written in time is still let in."""
from datetime import timedelta

import pytest

from services.intake.domain.arrival import GRACE, ConsultationClosedAlready, Window, judge_arrival
from tests.builders import NOON

CLOSED = Window(opens_at=NOON - timedelta(days=90), closes_at=NOON - timedelta(days=40), is_open=False)
IN_TIME = CLOSED.closes_at - timedelta(hours=1)


def test_a_device_has_fourteen_days() -> None:
    assert judge_arrival(CLOSED, IN_TIME, CLOSED.closes_at + GRACE, True).late
    with pytest.raises(ConsultationClosedAlready, match="14 天"):
        judge_arrival(CLOSED, IN_TIME, CLOSED.closes_at + GRACE + timedelta(seconds=1), True)


def test_a_box_and_a_meeting_have_no_last_day_and_still_the_writing_counts() -> None:
    assert judge_arrival(CLOSED, IN_TIME, NOON, True, None).late
    with pytest.raises(ConsultationClosedAlready, match="之后"):
        judge_arrival(CLOSED, CLOSED.closes_at + timedelta(seconds=1), NOON, True, None)


def test_from_the_web_the_arrival_counts() -> None:
    with pytest.raises(ConsultationClosedAlready, match="已经结束"):
        judge_arrival(CLOSED, IN_TIME, CLOSED.closes_at + timedelta(seconds=1), False)
