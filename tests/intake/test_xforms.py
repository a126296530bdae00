"""The form that is made of a draft: the same bytes always, both languages, and quickly for the longest draft."""
import csv
import io
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from services.intake.domain.contacts import read_contact
from services.intake.domain.xforms import Form, make_form
from tests.builders import a_provision
from tests.house import House
from tests.intake.phones import a_phone

ROOT = Path(__file__).parents[2]
X = {"x": "http://www.w3.org/2002/xforms"}
HARD = "<b>&amp;</b> ${x} \"引号\" 第一款\n第二款，🏮"
LONGEST, SECONDS = 1_260, 2.0


def a_form(count: int = 3, text: str = "为了保护古井，制定本条例。", title: str = "古井保护条例") -> Form:
    """A form of as many articles."""
    return make_form("f", "1.1", title, [each for n in range(1, count + 1) for each in a_provision(n, text)])


def itext(form: Form, language: str) -> dict[str, str]:
    """The words of a form in one language."""
    root = etree.fromstring(form.xform.body)
    [found] = root.xpath(f"//x:translation[contains(@lang, '({language})')]", namespaces=X)
    return {each.get("id"): "".join(each.itertext()) for each in found}


def test_the_same_draft_gives_the_same_bytes_in_every_process() -> None:
    """Whatever the hash seed is: or each web process would have forms of its own."""
    program = "from tests.intake.test_xforms import a_form; print(a_form(40).xform.hash)"
    said = {subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True,
                           env={**os.environ, "PYTHONHASHSEED": seed}).stdout.strip() for seed in ("1", "2", "3")}
    assert said == {a_form(40).xform.hash}


def test_a_form_says_everything_in_both_languages() -> None:
    zh, en = itext(a_form(), "zh"), itext(a_form(), "en")
    assert zh.keys() == en.keys() and [name for name, words in zh.items() if not words] == ["/data/article_text:label"]
    assert zh["provisions-0"].startswith("第1条 为了保护古井") and en["provisions-0"].startswith("Article 1 ")


def test_articles_are_found_by_typing_and_their_words_come_as_a_file() -> None:
    form = a_form(3, HARD)
    root = etree.fromstring(form.xform.body)
    [asked] = root.xpath("//x:select1[@ref='/data/provision']", namespaces=X)
    assert "autocomplete" in asked.get("appearance").split()
    [media] = form.media
    rows = list(csv.reader(io.StringIO(media.body.decode())))
    assert rows == [["eid", "text"], *([f"art_{n}", HARD] for n in (1, 2, 3))]
    assert b"jr://file-csv/articles.csv" in form.xform.body


@pytest.mark.parametrize("provisions", [[], [{"eid": "chp_1", "kind": "chapter", "label": "第一章", "caption": "总则",
                                                 "text": "", "parent": None}]])
def test_a_draft_without_articles_is_asked_about_as_a_whole(provisions: list[dict[str, Any]]) -> None:
    form = make_form("f", "1.1", "一份说明", provisions)
    assert form.media == () and b"provision" not in form.xform.body


def test_no_words_of_a_draft_are_taken_for_a_reference() -> None:
    """${…} is pyxform's own."""
    form = a_form(2, HARD, title=HARD)
    assert "＄{x}" in itext(form, "zh")["provisions-0"]


def test_the_longest_draft_is_a_form_in_time() -> None:
    a_form()
    began = time.perf_counter()
    form = a_form(LONGEST)
    took = time.perf_counter() - began
    print(f"\n{LONGEST} articles: {took:.2f} s, {len(form.xform.body):,} bytes and {len(form.media[0].body):,} of text")
    assert took < SECONDS


def test_a_form_is_made_once_however_many_ask(house: House) -> None:
    phone = a_phone(house)
    with ThreadPoolExecutor(8) as pool:
        lists = {answer.data for answer in pool.map(lambda _: phone.ask("formList"), range(16))}
    assert len(lists) == 1 and len(house.apps["intake"].extensions["intake.forms"]._made) == 1


@pytest.mark.parametrize(("words", "channel", "address", "name"), [
    ("13912345678", "sms", "13912345678", None), ("王井生 139 1234 5678", "sms", "13912345678", "王井生"),
    ("+86 139-1234-5678，王", "sms", "13912345678", "王"), ("well@example.org", "email", "well@example.org", None),
    ("王：well@example.org", "email", "well@example.org", "王"), ("正街 1 号王井生", "slip", "s-1", "正街 1 号王井生"),
    ("0851-1234567", "slip", "s-1", "0851-1234567"), ("1" * 40, "slip", "s-1", "1" * 40)])
def test_a_contact_in_one_line_is_read(words: str, channel: str, address: str, name: str | None) -> None:
    """An address, a mobile number, or a slip at the station."""
    found = read_contact(words, "s-1")
    where = {"sms": "phone", "email": "email", "slip": "station_id"}[channel]
    assert (found["channel"], found[where], found["name"]) == (channel, address, name)
