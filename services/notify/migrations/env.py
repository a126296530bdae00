"""The whole of a service's Alembic environment; the other three differ in one word."""
from services.notify.models import Base
from shared.migrate import run

run(Base.metadata)
