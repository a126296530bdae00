"""The fields that HTTP bodies and events are made of, each with one strict meaning."""
import re
from datetime import UTC, datetime
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
EID = re.compile(r"[a-z]+_[0-9]+(?:_[0-9]+)*(?:__[a-z]+_[0-9]+(?:_[0-9]+)*)*")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Strict(Schema):
    """A schema that refuses every field it does not know."""

    class Meta:
        """marshmallow's own switch."""

        unknown = RAISE


class Words(fields.String):
    """Text of *least* to *most* characters after trimming; NUL, control characters and lone surrogates are refused."""

    def __init__(self, *, least: int = 0, most: int = 5000, **rest: Any) -> None:
        self.least, self.most = least, most
        rest["metadata"] = {"minLength": least, "maxLength": most} | rest.get("metadata", {})
        super().__init__(**rest)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        words: str = super()._deserialize(value, attr, data, **kwargs)
        if _UNPRINTABLE.search(words):
            raise ValidationError("含有不可见的控制字符，请删去后再交。")
        words = words.strip()
        if len(words) < self.least:
            raise ValidationError("不能为空，请填写。" if self.least == 1 else f"太短，至少 {self.least} 个字。")
        if len(words) > self.most:
            raise ValidationError(f"太长：{len(words)} 个字，最多 {self.most} 个字。")
        return words


class Pattern(fields.String):
    """A string that matches one regular expression whole."""

    def __init__(self, pattern: re.Pattern[str], sentence: str, **rest: Any) -> None:
        self.pattern, self.sentence = pattern, sentence
        rest["metadata"] = {"pattern": f"^{pattern.pattern}$"} | rest.get("metadata", {})
        super().__init__(**rest)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        if not self.pattern.fullmatch(text):
            raise ValidationError(self.sentence)
        return text


class Id(Pattern):
    """A lower-case UUID text."""

    def __init__(self, **rest: Any) -> None:
        rest["metadata"] = {"format": "uuid"} | rest.get("metadata", {})
        super().__init__(ID, "应为小写的 UUID，例如 0190c7a2-7b1e-7c3d-9f00-1a2b3c4d5e6f。", **rest)


class Eid(Pattern):
    """A provision's identifier, for example art_12__para_2."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(EID, "应为条款编号，例如 art_12 或 art_12__para_2。", **rest)


class Moment(fields.Field[datetime]):
    """A moment as RFC 3339 text with an offset; loads to an aware UTC datetime."""

    def __init__(self, **rest: Any) -> None:
        rest["metadata"] = {"type": "string", "format": "date-time"} | rest.get("metadata", {})
        super().__init__(**rest)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else value.isoformat()

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        try:
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is None or "T" not in value.upper() or not 1900 <= moment.year <= 2200:
                raise ValueError
            return moment.astimezone(UTC)
        except (TypeError, ValueError, OverflowError):
            raise ValidationError("应为带时区的时间，例如 2026-11-23T09:00:00+08:00。") from None
