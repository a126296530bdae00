"""What is no form: refused in a sentence, and the server goes on."""
from tests.openrosa.collect import PART, Sent, judge, multipart
from tests.openrosa.subject import Subject, case, own

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
OUTSIDE = '<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd">'
FILE = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def raw(subject: Subject, body: bytes, kind: str) -> Sent:
    """POST anything."""
    return judge(subject.phone.ask("POST", f"{subject.phone.url}/submission", data=body,
                                   headers={"Content-Type": kind}))


def refused(sent: Sent) -> None:
    """A clear no of the client's fault."""
    assert 400 <= sent.status < 500 and len(sent.message) > 5, (sent.status, sent.message)


@case
def what_is_no_xml_is_refused(subject: Subject) -> None:
    """Nothing, words, bytes, half of it."""
    for xml in (b"", b"hello", bytes(range(256)), subject.blank.fill()[:200], b"{}"):
        refused(subject.phone.post(xml))


@case
def another_document_is_refused(subject: Subject) -> None:
    """A page, a feed, an envelope."""
    for xml in (b"<html><body/></html>", b"<a/>", b"<data id=''/>", b'<OpenRosaResponse items="0"/>'):
        refused(subject.phone.post(xml))


@case
def a_multipart_that_is_none_is_refused(subject: Subject) -> None:
    """No boundary, another one, cut off, empty, no parts at all."""
    body, kind = multipart(subject.blank.fill())
    for content, said in ((body, "multipart/form-data"), (body, kind + "x"), (body[:300], kind), (b"", kind),
                          (body, "text/plain"), (b"--x--\r\n", "multipart/form-data; boundary=x")):
        refused(raw(subject, content, said))


@case
def a_form_without_its_part_is_refused(subject: Subject) -> None:
    """Files alone are no form."""
    body, kind = multipart(subject.blank.fill())
    refused(raw(subject, body.replace(PART.encode(), b"something_else"), kind))


@case
def entities_are_never_followed(subject: Subject) -> None:
    """A billion laughs, a file of the server, a DTD from elsewhere: refused at once."""
    xml = subject.blank.fill("&x;").replace(b"&amp;x;", b"&x;")
    declaration, _, rest = xml.partition(b"\n")
    laughs = f'<!DOCTYPE d [<!ENTITY l0 "ha">{LAUGHS}<!ENTITY x "&l9;">]>'
    for doctype in (laughs, FILE, OUTSIDE + "<!---->"):
        sent = subject.phone.post(declaration + doctype.encode() + rest)
        refused(sent)
        assert "root:" not in sent.message


@case
def the_server_goes_on(subject: Subject) -> None:
    """After all that."""
    assert subject.phone.send(subject.blank.fill()).status == 201


@own
def a_huge_xml_is_refused_by_its_size(subject: Subject) -> None:
    """Three million characters in one question."""
    refused(subject.phone.post(subject.blank.fill("字" * 1_000_000)))


@own
def a_body_beyond_all_limits_is_refused(subject: Subject) -> None:
    """50 MB: 413, in an envelope."""
    sent = subject.phone.post(subject.blank.fill(), [("a.ogg", bytes(50_000_000), "audio/ogg")])
    assert sent.status == 413 and sent.message


@own
def deep_nesting_is_refused(subject: Subject) -> None:
    """A hundred thousand elements inside each other."""
    refused(subject.phone.post(b'<data id="x">' + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</data>"))
