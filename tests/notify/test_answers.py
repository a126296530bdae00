"""Who is answered, by what, how often."""
from shared.contracts import OpinionProgressed
from shared.ids import receipt_of
from tests.builders import NOON
from tests.house import House
from tests.notify.people import ADOPTED, REFUSED, Crowd, by_email


def test_one_person_has_one_letter_for_all_opinions_of_a_release(crowd: Crowd) -> None:
    """Two opinions, differently written address, one letter that says both outcomes and quotes nothing."""
    first = crowd.speak(by_email("王小井", "Well@Example.org"))
    second = crowd.speak(by_email("王小井 ", "well@example.org"), provision="art_2")
    decided = crowd.decide([first, second], [ADOPTED, REFUSED], summary="partially_adopted")
    crowd.hear_all(decided)
    [letter] = crowd.mail()
    text = letter.get_content()
    assert receipt_of(first) in text and receipt_of(second) in text
    for words in ("王小井，您好", "古井保护条例（草案）征求意见", "第1条", "第2条", "采纳", "未采纳",
                  "上位法已有规定。", "第九条", f"http://127.0.0.1:8000/t/{receipt_of(first)}", "虚构"):
        assert words in text, words
    assert "有答复了" in letter["Subject"]
    assert [each.outcome for each in crowd.said()] == ["delivered", "delivered"]


def test_same_address_other_name_is_another_letter(crowd: Crowd) -> None:
    """Families share an address."""
    ids = [crowd.speak(by_email(name, "home@example.org")) for name in ("甲", "乙")]
    crowd.hear_all(crowd.decide(ids))
    assert len(crowd.mail()) == 2


def test_a_letter_is_in_the_language_of_the_opinion(crowd: Crowd) -> None:
    """English in, English out."""
    one = crowd.speak(by_email("Ann", "ann@example.org"), language="en")
    crowd.hear_all(crowd.decide([one], (), summary="set_aside", reason="与本草案无关。"))
    [letter] = crowd.mail()
    assert "Dear Ann," in letter.get_content()
    assert "Outcome: Not taken into a suggestion\n  Reason: 与本草案无关。" in letter.get_content()
    assert str(letter["Subject"]).startswith("An answer to")


def test_whoever_left_no_address_is_answered_in_the_bulletin(crowd: Crowd) -> None:
    """None, text message, slip: posted, and marked with what was asked for."""
    none = crowd.speak()
    sms = crowd.speak({"name": "李", "phone": "138 0000 0000", "channel": "sms"})
    slip = crowd.speak({"name": "赵", "channel": "slip"})
    crowd.hear_all(crowd.decide([none, sms, slip]))
    assert not crowd.mail()
    kept = crowd.notices()
    assert [kept[each][0].channel for each in (none, sms, slip)] == ["bulletin", "sms", "slip"]
    assert {each.channel for each in crowd.said()} == {"bulletin"}
    assert crowd.loop() == {"submitters": 3, "answered": 3, "waiting": 0, "dead_letters": 0,
                            "by_channel": {"email": 0, "sms": 0, "slip": 0, "bulletin": 3}}


def test_a_person_counts_once_in_the_loop(crowd: Crowd) -> None:
    """Three opinions of one person and two of nobody are three submitters; all wait until the release."""
    known = [crowd.speak(by_email("王", "w@example.org")) for _ in range(3)]
    unknown = [crowd.speak() for _ in range(2)]
    crowd.hear(crowd.consultation, *crowd.wanted.values())
    assert (crowd.loop()["submitters"], crowd.loop()["waiting"]) == (3, 3)
    crowd.hear(*crowd.decide(known[:2] + unknown))
    assert (crowd.loop()["answered"], crowd.loop()["waiting"]) == (2, 1)
    crowd.hear(*crowd.decide(known[2:]))
    assert crowd.loop()["by_channel"] == {"email": 1, "sms": 0, "slip": 0, "bulletin": 2}
    assert len(crowd.mail()) == 2


def test_nothing_goes_before_the_batch_is_whole(crowd: Crowd) -> None:
    """Decisions, contacts and the consultation must all be there."""
    ids = [crowd.speak(by_email("王", "w@example.org")) for _ in range(3)]
    decided = crowd.decide(ids)
    crowd.hear(*decided, *list(crowd.wanted.values())[:2])
    crowd.hear(crowd.consultation)
    assert not crowd.notices()
    crowd.hear(*list(crowd.wanted.values())[2:])
    assert len(crowd.mail()) == 1
    assert all(len(each) == 1 for each in crowd.notices().values())


def test_a_change_after_sending_makes_one_correction(crowd: Crowd) -> None:
    """The newer decision counts; the older notice is no longer shown."""
    one = crowd.speak()
    crowd.hear_all(crowd.decide([one]))
    again = crowd.decide([one], [REFUSED], revision=2, summary="not_adopted")
    crowd.hear(*again)
    crowd.hear(*again)
    notices = crowd.notices()[one]
    assert [(each.revision, each.correction, each.current) for each in notices] == [(1, False, False), (2, True, True)]
    assert [each.revision for each in crowd.said()] == [1001, 2001]


def test_a_correction_reaches_a_contact_that_is_kept(house: House) -> None:
    """With contact_days the address is still there; without, the bulletin answers."""
    object.__setattr__(house.sites["notify"].settings, "contact_days", 30)
    crowd = Crowd(house)
    one = crowd.speak(by_email("王", "w@example.org"))
    crowd.hear_all(crowd.decide([one]))
    crowd.hear(*crowd.decide([one], [REFUSED], revision=2, summary="not_adopted"))
    letters = crowd.mail()
    assert sorted("更正" in str(each["Subject"]) for each in letters) == [False, True]


def test_a_newer_decision_heard_first_leaves_the_older_unsaid(crowd: Crowd) -> None:
    """Only the newest goes out."""
    one = crowd.speak(by_email("王", "w@example.org"))
    older, newer = crowd.decide([one]), crowd.decide([one], [REFUSED], revision=2)
    crowd.hear_all(newer + older)
    assert [each.revision for each in crowd.notices()[one]] == [2]
    assert "未采纳" in crowd.mail()[0].get_content()


def test_a_withdrawn_opinion_loses_its_contact(crowd: Crowd) -> None:
    """Before or after the contact arrives; decided after all, the bulletin answers."""
    early, late = (crowd.speak(by_email("王", f"{n}@example.org")) for n in range(2))
    gone = [OpinionProgressed(opinion_id=each, revision=3, stage="withdrawn", reason=None, at=NOON,
                              consultation_id=crowd.consultation.consultation_id) for each in (early, late)]
    crowd.hear(crowd.consultation, gone[0], *crowd.wanted.values())
    crowd.hear(gone[1])
    assert crowd.loop()["submitters"] == 0
    crowd.hear(*crowd.decide([early, late]))
    assert not crowd.mail()
    assert crowd.loop()["by_channel"]["bulletin"] == 2
