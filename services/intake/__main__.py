"""python -m services.intake: serve, work, migrate, parked."""
import sys

from services.intake.app import SERVICE
from shared.command import run

if __name__ == "__main__":
    sys.exit(run(SERVICE, sys.argv[1:]))
