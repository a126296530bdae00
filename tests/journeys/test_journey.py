"""An opinion is left, routed, assessed, consolidated, approved, submitted, decided and answered: over HTTP only."""
import os
import re
from email import message_from_bytes, policy
from pathlib import Path

import pypdfium2
import pytest

from deploy.sample.door import Door
from tests.journeys.story import SAMPLE, Story
from tests.live.machine import a_machine
from tests.live.servers import SERVICES
from tests.live.town import ADMIN_PASSWORD, a_town

SHELF = Path(os.environ.get("MINYI_SHELF", Path(__file__).parents[3] / "shared"))
OPINIONS = 24


def a_draft() -> tuple[str, bytes]:
    """A real statute where the shelf is at hand, the sample's own draft elsewhere."""
    real = sorted((SHELF / "data" / "laws" / "dev").glob("*.txt"))
    path = real[0] if real else SAMPLE
    return "draft.txt", path.read_bytes()


def walk(story: Story) -> None:
    """Walk the whole loop and look at what everybody sees on the way."""
    story.hire()
    story.open(*a_draft())
    story.speak(OPINIONS)
    assert story.assess() == OPINIONS
    story.consolidate()
    story.approve()
    submission = story.submit()
    look_at_report(story.report(), submission)
    story.decide()
    funnel = story.await_answers()
    assert (funnel["opinions"], funnel["answered"]) == (OPINIONS, OPINIONS)
    assert funnel["forwarded"] == funnel["suggestions"] == len(story.suggestions)
    assert funnel["adopted"] + funnel["partially_adopted"] + funnel["not_adopted"] == len(story.suggestions)
    look_at_answers(story)
    look_at_letters(story)


def look_at_report(pdf: bytes, submission: dict[str, object]) -> None:
    """The PDF names its number, prints the balance last, and shows markup as the text it is."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [re.sub(r"\s", "", page.get_textpage().get_text_bounded()) for page in document]
    document.close()
    whole = "".join(pages)
    assert re.sub(r"\s", "", str(submission["number"])) in whole
    assert str(OPINIONS) in pages[-1]
    assert "root:" not in whole


def look_at_answers(story: Story) -> None:
    """Each opinion's receipt shows its answer; the one set aside shows the reason; the balance adds up."""
    for opinion in story.opinions:
        seen = story.progress(opinion["id"])
        assert seen["answer"], seen
        assert opinion["text"] not in str(seen)
    assert "与本草案无关" in str(story.progress(story.opinions[-1]["id"])["answer"])
    balance = story.people["officer"].get(f"/review/api/v1/consultations/{story.consultation}/balance")
    assert balance["received"] == OPINIONS == balance["in_suggestions"] + balance["set_aside"]
    assert (balance["waiting"], balance["withdrawn"], balance["set_aside"]) == (0, 0, 1)


def look_at_letters(story: Story) -> None:
    """Whoever left an address has one letter with the receipt in it; nobody else has."""
    letters = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in story.mail.glob("*.eml")]
    assert sorted(str(letter["To"]) for letter in letters) == sorted(story.emails.values())
    for opinion_id, address in story.emails.items():
        [letter] = [each for each in letters if address in str(each["To"])]
        assert story.receipts[opinion_id] in letter.get_content()


@pytest.mark.live
def test_the_loop_on_one_machine(tmp_path: Path) -> None:
    """Embedded: SQLite, the broker in the wheel, the supervisor's processes."""
    with a_machine(tmp_path) as machine:
        walk(Story(Door({"": machine.address}), machine.password, tmp_path / "mail"))


@pytest.mark.live
def test_the_loop_on_many_processes(tmp_path: Path) -> None:
    """Distributed: PostgreSQL, Redis, a process per service and role."""
    with a_town(tmp_path) as town:
        town.start()
        door = Door({name: town.address(name) for name in SERVICES})
        walk(Story(door, ADMIN_PASSWORD, tmp_path / "notify" / "mail"))
