"""Which device calls."""
from sqlalchemy.orm import Session

from services.intake.models import Device
from services.intake.queries.registry import find_device
from shared.refusals import SignInNeeded
from shared.web.doors import bearer


def calling_device(session: Session) -> Device:
    """The enrolled device whose token the request bears; raises SignInNeeded."""
    device = find_device(session, bearer() or "")
    if device is None:
        raise SignInNeeded("这里需要设备令牌；这台设备没有登记，或者已经停用，请联系工作站。")
    return device
