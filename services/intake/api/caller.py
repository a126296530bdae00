"""Which device calls."""
from sqlalchemy.orm import Session

from services.intake.models import Device
from services.intake.operations.devices import recognise_device
from shared.web.doors import bearer, site


def calling_device(session: Session) -> Device:
    """The enrolled device whose token the request bears, heard at this moment; raises SignInNeeded."""
    return recognise_device(session, bearer(), site().now())
