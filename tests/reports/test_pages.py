"""The pages of reports, walked through as people do."""
import io
import re
from typing import Any

from flask.testing import FlaskClient

from tests.house import House
from tests.reports.cases import Case, a_case, a_suggestion
from tests.reports.test_outcomes import a_sheet, recorded

PAGES = "/reports"


def a_visitor(house: House, *roles: str, name: str = "某人") -> FlaskClient:
    """A browser in which someone is signed in."""
    client = house.client("reports")
    client.set_cookie("minyi_token", house.token(*roles, name=name))
    client.environ_base["HTTP_ACCEPT"] = "text/html"
    return client


def post_form(client: FlaskClient, path: str, page: str, **fields: Any) -> Any:
    """Post a form as it stands on *page*, with that page's token."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(page).text)
    assert token, page
    return client.post(path, data={"csrf_token": token[1], **fields})


def test_a_report_is_made_on_pages_alone(case: Case) -> None:
    """Draft, check, sign off: each by the person whose turn it is."""
    officer, group, leader = (a_visitor(case.house, role, name=role) for role in ("officer", "group", "leader"))
    consultation = f"{PAGES}/consultations/{case.consultation.consultation_id}"
    answer = post_form(officer, f"{consultation}/draft", consultation)
    assert answer.status_code == 303
    page = answer.headers["Location"]
    assert "核稿无误" not in officer.get(page).text
    assert "核稿无误" in group.get(page).text
    assert page in group.get(f"{PAGES}/").text
    assert post_form(group, f"{page}/check", page).status_code == 303
    assert page in leader.get(f"{PAGES}/").text
    assert post_form(leader, f"{page}/approve", page).status_code == 303
    assert 'http-equiv="refresh"' in leader.get(page).text
    case.house.settle()
    shown = group.get(page).text
    assert "×人常联〔2026〕1号" in shown
    assert "report.pdf" in shown
    assert 'http-equiv="refresh"' not in shown


def test_a_receipt_is_recorded_on_the_page(case: Case) -> None:
    """Another digest is pointed at; the right one, or none, is taken."""
    page, group = f"{PAGES}/submissions/{case.submit()}", a_visitor(case.house, "group")
    wrong = post_form(group, f"{page}/receipt", page, digest="0" * 64)
    assert wrong.status_code == 409
    assert 'href="#digest"' in wrong.text
    assert post_form(group, f"{page}/receipt", page, note="收悉").status_code == 303
    assert "收悉" in group.get(page).text


def test_outcomes_are_recorded_on_the_page(case: Case) -> None:
    """Chosen in the table, pasted or uploaded; each confirmed; a row that lacks its reason is pointed at."""
    new = case.submit()
    clerk, page = a_visitor(case.house, "group"), f"{PAGES}/submissions/{new}/outcomes"
    unconfirmed = post_form(clerk, page, page, **{"outcome-1": "adopted"})
    assert unconfirmed.status_code == 422
    assert 'href="#confirm"' in unconfirmed.text
    bare = post_form(clerk, page, page, confirm="1", **{"outcome-1": "adopted", "outcome-2": "not_adopted"})
    assert bare.status_code == 422
    assert 'href="#reason-2"' in bare.text
    assert recorded(case) == []
    done = post_form(clerk, page, page, confirm="1", **{"outcome-1": "adopted", "reason-1": ""})
    assert done.status_code == 303
    assert post_form(clerk, page, page, confirm="1", pasted="2\t未采纳\t条件不成熟\t").status_code == 303
    sheet = (io.BytesIO(a_sheet((2, "采纳", None, "第三条"))), "表.xlsx")
    assert post_form(clerk, page, page, confirm="1", file=sheet).status_code == 303
    assert [(each["suggestion_no"], each["outcome"], each["revision"]) for each in recorded(case)] == [
        (1, "adopted", 1), (2, "not_adopted", 1), (2, "adopted", 2)]


def test_a_reason_of_several_lines_is_shown_whole_and_stays_as_it_was(case: Case) -> None:
    """The page gives back what a browser makes of it, and that is no change."""
    new = case.submit()
    clerk, page = a_visitor(case.house, "group"), f"{PAGES}/submissions/{new}/outcomes"
    row = {"outcome-1": "not_adopted", "reason-1": "条件不成熟。\r\n以后再议。"}
    assert post_form(clerk, page, page, confirm="1", **row).status_code == 303
    assert ">条件不成熟。\n以后再议。</textarea>" in clerk.get(page).text
    assert post_form(clerk, page, page, confirm="1", **row).status_code == 303
    assert [(each["reason"], each["revision"]) for each in recorded(case)] == [("条件不成熟。\n以后再议。", 1)]


def test_a_refused_draft_is_explained_on_the_page(house: House) -> None:
    """No approved suggestion: the page says what to do, and an empty return can be chosen."""
    case, officer = a_case(house), a_visitor(house, "officer")
    page = f"{PAGES}/consultations/{case.consultation.consultation_id}"
    refused = post_form(officer, f"{page}/draft", page)
    assert refused.status_code == 409
    assert "还没有已批准的建议" in refused.text
    assert post_form(officer, f"{page}/draft", page, empty_return="true").status_code == 303


def test_words_are_escaped_and_samples_are_marked(house: House) -> None:
    """A suggestion's words are shown as written; pages of invented data say so."""
    case = a_case(house)
    case.hear(a_suggestion(case, title="<script>alert(1)</script>"))
    new = case.submit()
    reader = a_visitor(house, "adviser")
    own = f"/consultations/{case.consultation.consultation_id}"
    for path in (f"/submissions/{new}", f"/submissions/{new}/outcomes", own):
        text = reader.get(PAGES + path).text
        assert "<script>alert" not in text
        assert "样例数据" in text
    assert "&lt;script&gt;" in reader.get(f"{PAGES}/submissions/{new}").text


def test_strangers_are_sent_to_the_door(case: Case) -> None:
    """Not signed in: to the sign-in page; an expert: 403; a form without its token: 403."""
    client = case.house.client("reports")
    away = client.get(f"{PAGES}/", headers={"Accept": "text/html"})
    assert (away.status_code, away.headers["Location"][:15]) == (302, "/review/sign-in")
    assert a_visitor(case.house, "expert").get(f"{PAGES}/").status_code == 403
    officer = a_visitor(case.house, "officer")
    path = f"{PAGES}/consultations/{case.consultation.consultation_id}/draft"
    assert officer.post(path).status_code == 403
    assert officer.get(f"{PAGES}/?page=0").status_code == 422
