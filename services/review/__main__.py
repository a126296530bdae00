"""python -m services.review: serve, work, migrate, parked, parse."""
import sys

from services.review.cli import VERBS


def main(arguments: list[str]) -> int:
    """Do what the command line says; what needs no service starts without one, in a fifth of the time."""
    if arguments and arguments[0] in VERBS:
        return VERBS[arguments[0]](arguments[1:])
    from services.review.app import SERVICE
    from shared.command import run
    return run(SERVICE, arguments, VERBS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
