"""Asking a server case by case."""
from dataclasses import dataclass

from tests.openrosa import cases
from tests.openrosa.collect import NotBelieved
from tests.openrosa.subject import CASES, Case, Skipped, Subject

TOPICS = cases.__all__


@dataclass(frozen=True)
class Verdict:
    """Whether a case held; None where it could not be asked."""

    case: Case
    held: bool | None
    why: str = ""


def chosen(everything: bool) -> list[Case]:
    """The cases of the standard, or Minyi's own as well, topic by topic."""
    wanted = [case for case in CASES if everything or not case.own]
    return sorted(wanted, key=lambda case: TOPICS.index(case.topic))


def ask_all(subject: Subject, everything: bool) -> list[Verdict]:
    """Ask all of them."""
    return [ask_one(subject, case) for case in chosen(everything)]


def ask_one(subject: Subject, case: Case) -> Verdict:
    """Ask one; a server that breaks off has not held."""
    try:
        case.ask(subject)
    except Skipped as skipped:
        return Verdict(case, None, str(skipped))
    except (AssertionError, NotBelieved, OSError, KeyError, ValueError) as error:
        return Verdict(case, False, f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}")
    return Verdict(case, True)
