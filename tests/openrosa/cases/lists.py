"""The list of forms, and the forms."""
from urllib.parse import urlsplit

import requests
from lxml import etree

from tests.openrosa.collect import MOST, VERSION, digest, read_list
from tests.openrosa.forms import read_form
from tests.openrosa.subject import Subject, case, own


@case
def the_list_is_text_xml_in_utf_8(subject: Subject) -> None:
    """application/xml makes Collect blame a proxy."""
    kind = subject.phone.fetch(f"{subject.phone.url}/formList").headers["Content-Type"]
    assert kind.replace(" ", "").lower() == "text/xml;charset=utf-8"


@case
def the_list_has_openrosas_headers(subject: Subject) -> None:
    """Without the version it is no OpenRosa server."""
    headers = subject.phone.fetch(f"{subject.phone.url}/formList").headers
    assert headers[VERSION] == "1.0" and headers["Date"].endswith("GMT")


@case
def each_form_is_whole(subject: Subject) -> None:
    """formID, name and downloadUrl, or the whole list is dropped; version and an md5: hash, or nothing is updated."""
    forms = subject.phone.list_forms()
    assert forms and all(form.version and form.hash for form in forms)
    assert len({(form.form_id, form.version) for form in forms}) == len(forms)


@case
def addresses_are_absolute_and_keep_the_key(subject: Subject) -> None:
    """Collect asks them as they stand."""
    for form in subject.phone.list_forms():
        for url in filter(None, (form.download_url, form.manifest_url)):
            assert url.startswith(subject.phone.url + "/"), url
            assert urlsplit(url).scheme in ("http", "https")


@case
def the_hash_is_the_md5_of_the_bytes_that_are_served(subject: Subject) -> None:
    """Twice the same bytes."""
    for form in subject.phone.list_forms():
        assert subject.phone.download(form) == subject.phone.download(form)


@case
def the_form_names_itself_as_the_list_does(subject: Subject) -> None:
    """id and version stand on the root of its instance; the version is text."""
    for form in subject.phone.list_forms():
        root = read_form(subject.phone.download(form)).instance
        assert (root.get("id"), root.get("version")) == (form.form_id, form.version)


@case
def form_id_chooses_one(subject: Subject) -> None:
    """The specification requires it, Enketo uses it."""
    forms = subject.phone.list_forms(formID=subject.form.form_id)
    assert [form.form_id for form in forms] == [subject.form.form_id]


@case
def an_unknown_form_id_gives_an_empty_list(subject: Subject) -> None:
    """No refusal."""
    assert subject.phone.list_forms(formID="nobody-has-this & <that>") == []


@case
def a_form_is_a_plain_download(subject: Subject) -> None:
    """Its address is enough."""
    answer = requests.get(subject.form.download_url, timeout=60)
    assert answer.status_code == 200 and f"md5:{digest(answer.content)}" == subject.form.hash


@case
def verbose_changes_nothing_that_is_needed(subject: Subject) -> None:
    """Descriptions may be added."""
    assert {form.form_id for form in subject.phone.list_forms(verbose="true")} == {
        form.form_id for form in subject.phone.list_forms()}


@case
def the_list_may_be_asked_without_a_device(subject: Subject) -> None:
    """deviceID is optional."""
    answer = subject.phone.ask("GET", f"{subject.phone.url}/formList", params={"deviceID": ""})
    assert read_list(answer.content)


@case
def an_unknown_form_is_not_found(subject: Subject) -> None:
    """With OpenRosa's headers all the same."""
    answer = subject.phone.ask("GET", f"{subject.form.download_url}-nobody-has-this")
    assert answer.status_code == 404 and answer.headers[VERSION] == "1.0"


@own
def all_versions_are_listed_when_asked_for(subject: Subject) -> None:
    """listAllVersions holds the newest ones too."""
    every = {(form.form_id, form.version) for form in subject.phone.list_forms(listAllVersions="true")}
    assert every >= {(form.form_id, form.version) for form in subject.phone.list_forms()}


@own
def a_form_has_its_words_in_two_languages(subject: Subject) -> None:
    """zh and en, zh first."""
    root = etree.fromstring(subject.phone.download(subject.form))
    names = [each.get("lang") for each in root.iter("{*}translation")]
    assert [name[-4:] for name in names] == ["(zh)", "(en)"]


@own
def every_answer_tells_how_much_may_come(subject: Subject) -> None:
    """Also the list."""
    assert int(subject.phone.fetch(f"{subject.phone.url}/formList").headers[MOST]) >= 1_000_000


@own
def the_same_form_has_the_same_hash_at_every_time(subject: Subject) -> None:
    """Or each phone downloads it every quarter of an hour."""
    first, second = (subject.phone.list_forms(formID=subject.form.form_id)[0].hash for _ in range(2))
    assert first == second == f"md5:{digest(subject.phone.download(subject.form))}"
