"""Languages are found where their catalogues lie: a third one needs no line of code."""
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from shared.web.languages import code_of, find_languages
from tests.house import House, a_house

THIRD = "zh_Hans_CN@xqz"
PO = '''msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "中文"
msgstr "Nolo"

msgid "大字版"
msgstr "Bumba"
'''


def bring(folder: Path) -> Path:
    """Lay an invented language into an installation's own folder: words, the kiosk's words, a spoken label."""
    place = folder / "translations" / THIRD
    (place / "LC_MESSAGES").mkdir(parents=True)
    with (place / "LC_MESSAGES" / "messages.mo").open("wb") as file:
        write_mo(file, read_po(PO.splitlines()))
    (place / "kiosk.json").write_text('{"home.title": "Tikka tam"}', encoding="utf-8")
    (place / "audio").mkdir()
    (place / "audio" / "home.title.opus").write_bytes(b"OggS-tikka")
    return place


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Intake with a third language."""
    bring(tmp_path)
    with a_house(tmp_path, "intake") as found:
        yield found


@pytest.mark.parametrize(("locale", "code"), [
    ("en", "en"), ("zh_Hans_CN", "zh"), (THIRD, "xqz"), ("zh_Hans_CN@pcc", "pcc"), ("nothing", None), (".git", None)])
def test_a_language_has_its_own_code_also_where_it_borrows_dates_and_numbers(locale: str, code: str | None) -> None:
    assert code_of(locale) == code


def test_chinese_alone_needs_no_catalogue(tmp_path: Path) -> None:
    assert list(find_languages([tmp_path, tmp_path / "nowhere"])) == ["zh"]


def test_a_third_language_is_offered_and_used_and_remembered(house: House) -> None:
    client = house.client("intake")
    page = client.get("/", headers={"Accept": "text/html"}).text
    assert 'lang="xqz">Nolo</a>' in page and 'lang="en">English</a>' in page and ">中文</a>" not in page
    page = client.get("/?lang=xqz", headers={"Accept": "text/html"}).text
    assert '<html lang="xqz"' in page and "Bumba" in page and 'lang="zh-CN">中文</a>' in page
    assert "Bumba" in client.get("/t", headers={"Accept": "text/html"}).text


def test_a_third_language_has_the_kiosks_words_and_a_spoken_label(house: House) -> None:
    client = house.client("intake")
    items = {each["code"]: each for each in client.get("/api/v1/languages").json["items"]}
    assert list(items) == ["zh", "en", "xqz"]
    assert items["xqz"]["words"] == {"home.title": "Tikka tam"} and items["xqz"]["audio"] == ["home.title"]
    assert client.get("/static/audio/xqz/home.title.opus").data == b"OggS-tikka"
    for missing in ("xqz/nothing", "en/home.title", "no/home.title", "xqz/..%2fkiosk"):
        assert client.get(f"/static/audio/{missing}.opus").status_code == 404


def test_the_kiosks_own_languages_say_everything(house: House) -> None:
    items = {each["code"]: each["words"] for each in house.client("intake").get("/api/v1/languages").json["items"]}
    assert items["zh"] and items["zh"].keys() == items["en"].keys()
