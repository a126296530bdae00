"""Text files, Markdown and pasted text."""
import pytest

from services.review.documents import MOST_BYTES, MOST_CHARACTERS, DocumentRefused, read_document, read_pasted

DRAFT = "古井保护条例（草案）\n第一条　为了保护古井，制定本条例。\n第二条　县人民政府应当每年组织检查，并公布结果。\n"
TRADITIONAL = "古井保護條例（草案）\n第一條　為了保護古井，制定本條例。\n第二條　縣人民政府應當每年組織檢查。\n"


def refusal(name: str, content: bytes) -> str:
    """The sentence with which a file is refused."""
    with pytest.raises(DocumentRefused) as refused:
        read_document(name, content)
    return refused.value.errors["file"][0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be",
                                      "utf-32"])
def test_the_encoding_is_found(encoding: str) -> None:
    assert read_document("draft.txt", DRAFT.encode(encoding)) == DRAFT


def test_a_mark_in_front_of_big_endian_text_is_believed() -> None:
    assert read_document("draft.txt", b"\xfe\xff" + DRAFT.encode("utf-16-be")) == DRAFT


@pytest.mark.parametrize("encoding", ["big5", "gb18030", "utf-8"])
def test_traditional_text_is_found_in_both_its_encodings(encoding: str) -> None:
    assert read_document("draft.txt", TRADITIONAL.encode(encoding)) == TRADITIONAL


@pytest.mark.parametrize("content", [
    DRAFT.encode()[1:], DRAFT.encode("utf-16-le")[:-1], bytes(range(128, 256)) * 9, "ｱｲｳｴｵｶｷ".encode("shift_jis") * 40,
    b"\0" * 1000])
def test_what_makes_no_sense_is_not_imported(content: bytes) -> None:
    assert "编码" in refusal("draft.txt", content)


@pytest.mark.parametrize(("content", "word"), [
    (b"{\\rtf1\\ansi x}", "RTF"), (b"<!DOCTYPE html><p>x", "网页"), (b"\xef\xbb\xbf<html><p>x", "网页"),
    (b"MIME-Version: 1.0\n\nx", "网页"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "另存为 .docx"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "密码")])
@pytest.mark.parametrize("name", ["draft.docx", "draft.txt", "draft.md", "draft.pdf"])
def test_what_a_file_is_decides_and_not_its_name(name: str, content: bytes, word: str) -> None:
    assert word in refusal(name, content)


@pytest.mark.parametrize("name", ["draft.doc", "draft.WPS", "draft.rtf", "draft.ofd"])
def test_other_programs_files_are_to_be_saved_anew(name: str) -> None:
    assert "另存为 .docx" in refusal(name, b"x")


def test_line_ends_become_one_kind_and_what_is_no_word_goes() -> None:
    assert read_pasted("甲\r\n乙\r丙\x0b丁\u2028戊\u2029己\x0c庚\x85辛") == "\n".join("甲乙丙丁戊己庚辛")
    assert read_pasted("甲\ufeff\u200b\u2060\xad\x00\x7f\ue000\U000f0001\ufe0f乙\t丙　　丁") == "甲乙\t丙　　丁"


def test_radicals_become_the_characters_they_stand_for() -> None:
    """PDFs give them, and who copies from a PDF pastes them."""
    assert read_pasted("第⼀条　⽤⼈、⻓期、⺠主、⻚") == "第一条　用人、长期、民主、页"


def test_blank_lines_and_spaces_are_kept() -> None:
    assert read_pasted("甲\n\n　　乙  丙\n") == "甲\n\n　　乙  丙\n"


@pytest.mark.parametrize(("text", "word"), [
    ("", "没有粘贴"), (" \n　\u200b", "没有粘贴"), ("字" * (MOST_CHARACTERS + 1), "太长"), ("\ufffd" * 20, "乱码")])
def test_pasted_text_has_its_limits_and_its_field(text: str, word: str) -> None:
    with pytest.raises(DocumentRefused) as refused:
        read_pasted(text)
    assert word in refused.value.errors["text"][0]


def test_a_file_has_its_limits() -> None:
    assert "20 MB" in refusal("draft.txt", b" " * (MOST_BYTES + 1))
    assert "太长" in refusal("draft.txt", b"a" * (MOST_CHARACTERS + 1))
    assert "没有文字" in refusal("draft.txt", b" \n")


MARKDOWN = """---
title: x
---
<!-- INFO -->
# 古井保护条例 #

## 第一章　总则

**第一条**　为了保护[古井](http://example.org/a_b)，制定*本*条例。

- （一）井台；
* （二）井壁。

> 1. 每年\\*清洗；
---
| 序号 | 项目 |
|:----|----|
| 1 | 井 |
"""


def test_markdowns_marks_go_and_its_lines_stay() -> None:
    read = [line for line in read_document("draft.md", MARKDOWN.encode()).split("\n") if line]
    assert read == ["古井保护条例", "第一章　总则", "第一条　为了保护古井，制定本条例。", "（一）井台；",
                    "（二）井壁。", "1. 每年*清洗；", "序号\t项目", "1\t井"]


def test_a_line_of_plain_text_is_not_taken_for_markdown() -> None:
    assert read_document("draft.txt", b"# a\n**b**") == "# a\n**b**"
