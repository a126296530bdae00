"""What is wrong with a field is said in Chinese on every page and by every API, and pages say it in English too."""

import pytest
from marshmallow import Schema, ValidationError, fields, validate

from shared.web.errors import TITLES, named
from shared.web.sentences import SENTENCES
from tests.shared.test_translations import FOLDERS, english, translated

KINDS = (fields.String, fields.Integer, fields.Boolean, fields.Email, fields.List, fields.Nested, fields.Dict)


class Everything(Schema):
    """A field for each rule that our schemas use."""

    absent = fields.String(required=True)
    null = fields.String()
    words = fields.String()
    whole = fields.Integer()
    truth = fields.Boolean()
    mail = fields.Email()
    day = fields.Date()
    many = fields.List(fields.Integer())
    within = fields.Integer(validate=validate.Range(1, 9))
    least = fields.Integer(validate=validate.Range(min=1))
    most = fields.Integer(validate=validate.Range(max=9))
    short = fields.String(validate=validate.Length(min=3))
    long = fields.String(validate=validate.Length(max=3))
    between = fields.String(validate=validate.Length(3, 4))
    choice = fields.String(validate=validate.OneOf(("甲", "乙")))


WRONG = {"null": None, "words": 1, "whole": "x", "truth": "x", "mail": "x", "day": "x", "many": 1, "within": 10,
         "least": 0, "most": 10, "short": "x", "long": "xxxx", "between": "x", "choice": "丙", "unknown": 1}


def test_every_rule_of_ours_is_said_in_chinese() -> None:
    with pytest.raises(ValidationError) as caught:
        Everything().load(WRONG)
    said = named(caught.value.messages)
    assert said.keys() == WRONG.keys() | {"absent"}
    assert said["absent"] == ["请填写这一项。"] and said["choice"] == ["应为以下之一：甲, 乙。"]
    assert said["within"] == ["应在 1 到 9 之间。"] and said["long"] == ["太长，最多 3 个。"]
    assert [each for [each] in said.values() if not each.endswith("。")] == []


def test_marshmallow_says_nothing_of_a_field_that_has_no_chinese() -> None:
    said = {words for kind in KINDS for each in kind.__mro__
            for words in getattr(each, "default_error_messages", {}).values()}
    assert said <= SENTENCES.keys()


@pytest.mark.parametrize("words", TITLES.values())
def test_the_title_of_an_error_page_has_its_english(words: str) -> None:
    assert translated(english(FOLDERS[0]), words)
