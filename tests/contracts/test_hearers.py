"""Who says what, and to whom: the table of the architecture, the class of each event, the handlers of each service."""
from importlib import import_module

import pytest

from shared.contracts import REGISTRY, AnswerWanted, OpinionReceived
from shared.settings import SERVICES

WAYS = {
    "consultation.opened": ("review", {"intake", "reports", "notify"}),
    "consultation.changed": ("review", {"intake", "reports", "notify"}),
    "consultation.closed": ("review", {"intake", "reports", "notify"}),
    "opinion.received": ("intake", {"review", "reports"}),
    "answer.wanted": ("intake", {"notify"}),
    "withdrawal.asked": ("intake", {"review"}),
    "opinion.progressed": ("review", {"intake", "reports", "notify"}),
    "suggestion.ready": ("review", {"reports"}),
    "submission.issued": ("reports", {"review", "intake", "notify"}),
    "outcome.recorded": ("reports", {"review"}),
    "opinion.decided": ("review", {"notify", "intake", "reports"}),
    "notice.settled": ("notify", {"intake", "reports"}),
    "station.changed": ("intake", {"review", "reports", "notify"}),
    "activity.recorded": ("intake", {"review", "reports", "notify"}),
    "account.closed": ("review", {"intake", "reports", "notify"}),
}
ADDRESSES = ("contact", "email", "mail", "phone", "address", "sealed")


def test_each_event_has_the_owner_and_the_hearers_of_the_design() -> None:
    assert {name: (kind.source, set(kind.hearers)) for (name, _), kind in REGISTRY.items()} == WAYS


def test_nobody_hears_what_they_have_said() -> None:
    assert not [name for (name, _), kind in REGISTRY.items() if kind.source in kind.hearers]


def test_a_contact_travels_to_notify_alone() -> None:
    """Only AnswerWanted has a field for one; a station's address is a public place."""
    with_contact = {kind for kind in REGISTRY.values()
                    if any(word in field for word in ADDRESSES for field in kind.reader.fields)}
    assert {kind.name for kind in with_contact} == {"answer.wanted", "station.changed"}
    assert AnswerWanted.hearers == ("notify",)
    assert not any(word in field for word in ADDRESSES for field in OpinionReceived.reader.fields)


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_handles_exactly_what_it_hears(service: str) -> None:
    handled = set(import_module(f"services.{service}.app").SERVICE.handlers)
    assert handled == {kind for kind in REGISTRY.values() if service in kind.hearers}
