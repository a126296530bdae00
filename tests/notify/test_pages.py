"""Notify's pages, as staff and the public open them."""
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from services.notify.models import DeadLetter, Look
from shared.ids import new_id, receipt_of
from tests.notify.people import ADOPTED, REFUSED, Crowd, by_email


def sign_in(crowd: Crowd, *roles: str) -> FlaskClient:
    """A browser of someone with *roles*."""
    client = crowd.house.client("notify")
    client.set_cookie("minyi_token", crowd.house.token(*roles))
    return client


def press(client: FlaskClient, page: str, path: str, method: str = "get", **form: str) -> str:
    """Load a page, take its token, post a form, follow where it leads; gives the page's text."""
    seen = getattr(client, method)(page, headers={"Accept": "text/html"}).text
    token = re.findall(r'name="csrf_token" value="([^"]+)"', seen)[0]
    answer = client.post(path, data={"csrf_token": token, **form}, follow_redirects=True,
                         headers={"Accept": "text/html"})
    assert answer.status_code in (200, 422), answer.text
    return str(answer.text)


def a_finished_crowd(crowd: Crowd) -> list[str]:
    """Answers of every kind."""
    ids = [crowd.speak(by_email("王小井", "w@example.org")), crowd.speak(provision="art_2"),
           crowd.speak(provision=None), crowd.speak(by_email("赵", "wrong address"))]
    crowd.hear_all(crowd.decide(ids[:3], [ADOPTED, REFUSED], summary="partially_adopted"))
    crowd.hear(*crowd.decide(ids[3:], (), summary="set_aside", reason="与本草案无关。<b>"))
    return ids


@pytest.mark.parametrize("page", ["/notify/", "/notify/consultations/{id}", "/notify/notices", "/notify/dead-letters",
                                  "/notify/bulletins", "/notify/bulletins/{id}", "/notify/notices?page=0&state=lost"])
@pytest.mark.parametrize("full", [True, False])
def test_every_page_opens_full_and_empty(crowd: Crowd, page: str, full: bool) -> None:
    """And never shows an address."""
    crowd.hear(crowd.consultation)
    if full:
        a_finished_crowd(crowd)
    client = sign_in(crowd, "officer", "leader")
    answer = client.get(page.format(id=crowd.consultation.consultation_id), headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert "example.org" not in answer.text and "王小井" not in answer.text
    client.get("/notify/bulletins?lang=en")
    assert "Bulletins" in client.get(page.format(id=crowd.consultation.consultation_id)).text


def test_the_bulletin_leads_a_receipt_to_its_answer(crowd: Crowd) -> None:
    """By article, with count, outcome, reason; open to everybody; typed in any way."""
    ids = a_finished_crowd(crowd)
    base = f"/notify/bulletins/{crowd.consultation.consultation_id}"
    client = crowd.house.client("notify")
    text = client.get(base, query_string={"receipt": receipt_of(ids[1]).lower().replace("-", " ")}).text
    assert "（您的）" in text and "明确井台保护范围" in text and "上位法已有规定。" in text
    assert "这份公告里没有回执" in client.get(base, query_string={"receipt": receipt_of(ids[0])}).text
    assert "这不像一个回执号" in client.get(base, query_string={"receipt": "x"}).text
    assert "与本草案无关。&lt;b&gt;" in client.get(base).text
    assert client.get(f"{base}?article=whole_0").text.count("明确井台保护范围") == 1
    assert client.get(f"/notify/bulletins/{new_id()}").status_code == 404


def test_a_leader_holds_back_and_lets_go(crowd: Crowd) -> None:
    """The buttons, and the letter as it will be read, without a contact."""
    one = crowd.speak(by_email("王小井", "w@example.org"))
    crowd.hear(crowd.consultation)
    leader, page = sign_in(crowd, "leader"), f"/notify/consultations/{crowd.consultation.consultation_id}"
    assert "已暂停" in press(leader, page, f"{page}/pause")
    crowd.hear(*crowd.wanted.values(), *crowd.decide([one]))
    seen = leader.get(page).text
    assert "放行 1 条答复" in seen and "〔收信人姓名〕" in seen and "王小井" not in seen
    press(leader, page, f"{page}/release")
    crowd.house.settle()
    assert len(crowd.mail()) == 1


def test_a_dead_letter_is_mended_and_each_look_is_written_down(crowd: Crowd) -> None:
    """A bad address before the release and after it: looked at, corrected, sent; the address is erased again."""
    one = crowd.speak(by_email("赵", "zhao@example"))
    crowd.hear_all(crowd.decide([one]))
    officer, desk = sign_in(crowd, "officer"), "/notify/dead-letters"
    seen = press(officer, desk, f"{desk}/{one}/look")
    assert "zhao@example" in seen
    assert "不像邮箱地址" in press(officer, desk, f"{desk}/{one}/mend", email="zhao@")
    press(officer, desk, f"{desk}/{one}/mend", email="zhao@example.org")
    crowd.house.settle()
    [letter] = crowd.mail()
    assert letter["To"] == "zhao@example.org" and "赵，您好" in letter.get_content()
    assert crowd.loop()["by_channel"]["email"] == 1
    with crowd.house.sites["notify"].database.reading() as session:
        assert len(session.scalars(select(Look)).all()) == 1
        assert session.scalars(select(DeadLetter)).one().closed_at is not None
    assert officer.post(f"{desk}/{one}/look", headers={"Accept": "text/html"}).status_code == 403


def test_a_closed_dead_letter_loses_its_contact(crowd: Crowd) -> None:
    """The bulletin has answered."""
    one = crowd.speak(by_email("赵", "zhao@example"))
    crowd.hear_all(crowd.decide([one]))
    press(sign_in(crowd, "officer"), "/notify/dead-letters", f"/notify/dead-letters/{one}/close")
    crowd.house.settle()
    assert crowd.loop()["dead_letters"] == 0
    assert sign_in(crowd, "admin").get("/notify/dead-letters").status_code == 200


def test_staff_pages_are_shut_to_others(crowd: Crowd) -> None:
    """A visitor is led to the sign-in; an expert is refused; an admin may not look at an address."""
    visitor = crowd.house.client("notify")
    assert visitor.get("/notify/", headers={"Accept": "text/html"}).status_code == 302
    expert = sign_in(crowd, "expert")
    for page in ("/notify/", "/notify/notices", "/notify/dead-letters"):
        assert expert.get(page).status_code == 403
    look = crowd.house.client("notify").post(f"/notify/dead-letters/{new_id()}/look",
                                             headers=crowd.house.bearer("admin"))
    assert look.status_code == 403
