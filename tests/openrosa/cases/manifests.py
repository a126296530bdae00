"""The files that belong to a form."""
from tests.openrosa.collect import VERSION, digest
from tests.openrosa.subject import Skipped, Subject, case


def with_files(subject: Subject) -> str:
    """The manifest's address of a form that has files."""
    for form in subject.phone.list_forms():
        if form.manifest_url:
            return form.manifest_url
    raise Skipped("no form has files")


@case
def a_manifest_is_named_only_where_there_are_files(subject: Subject) -> None:
    """Collect asks for each that is named."""
    for form in subject.phone.list_forms():
        assert (form.manifest_url is None) or subject.phone.list_media(form)


@case
def a_manifest_is_text_xml_with_openrosas_headers(subject: Subject) -> None:
    """As the list."""
    answer = subject.phone.fetch(with_files(subject))
    assert answer.headers[VERSION] == "1.0" and "text/xml" in answer.headers["Content-Type"]


@case
def each_file_comes_with_the_md5_it_was_promised_with(subject: Subject) -> None:
    """Or it is downloaded again each time."""
    for form in subject.phone.list_forms():
        for media in subject.phone.list_media(form):
            body = subject.phone.fetch(media.download_url, is_xml=False).content
            assert digest(body) == media.hash and "/" not in media.name


@case
def files_are_asked_for_at_absolute_addresses_with_the_key(subject: Subject) -> None:
    """As forms are."""
    for form in subject.phone.list_forms():
        assert all(each.download_url.startswith(subject.phone.url + "/") for each in subject.phone.list_media(form))


@case
def the_manifest_of_an_unknown_form_is_not_found(subject: Subject) -> None:
    """With OpenRosa's headers."""
    answer = subject.phone.ask("GET", f"{with_files(subject)}-nobody-has-this")
    assert answer.status_code == 404 and answer.headers[VERSION] == "1.0"
