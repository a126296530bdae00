"""python -m services.review: serve, work, migrate, parked."""
import sys

from services.review.app import SERVICE
from shared.command import run

if __name__ == "__main__":
    sys.exit(run(SERVICE, sys.argv[1:]))
