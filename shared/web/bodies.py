"""Request bodies: strict JSON, strict forms, a limit per route."""
import json
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NoReturn, TypeVar

from flask import Request, g, request
from flask_smorest import Blueprint
from marshmallow import Schema, ValidationError, missing
from webargs.flaskparser import FlaskParser

from shared.refusals import Invalid, TooLarge, Unreadable
from shared.web.errors import named

DEFAULT_LIMIT = 256 * 1024
View = TypeVar("View", bound=Callable[..., Any])


def read_json(text: bytes | str) -> Any:
    """Parse JSON; NaN, a name that stands twice in an object, broken UTF-8, over-deep nesting and over-long numbers
    are Unreadable, with the reason."""
    try:
        return json.loads(text.decode("utf-8") if isinstance(text, bytes) else text, parse_constant=_no_constant,
                          object_pairs_hook=_no_repeats)
    except UnicodeDecodeError as error:
        raise Unreadable(f"正文不是有效的 UTF-8：第 {error.start} 个字节有误。") from None
    except RecursionError:
        raise Unreadable("JSON 嵌套太深。") from None
    except json.JSONDecodeError as error:
        raise Unreadable(f"JSON 有误：第 {error.lineno} 行第 {error.colno} 列。") from None
    except ValueError as error:
        raise Unreadable(f"JSON 有误：{error}。") from None


def limit(size: int) -> Callable[[View], View]:
    """Let a route take bodies of up to *size* bytes (others: 256 kB)."""

    def mark(view: View) -> View:
        view.body_limit = size  # type: ignore[attr-defined]
        return view

    return mark


class StrictParser(FlaskParser):
    """webargs' parser with our JSON reader, our refusals, and every unknown field refused."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"json": None, "query": "exclude", "form": None, "files": "exclude"}

    def _get_schema(self, argmap: Any, req: Request) -> Schema:
        return _schema_of(argmap)

    def _raw_load_json(self, req: Request) -> Any:
        sent = req.get_data(cache=True)
        if not sent:
            return missing  # a command may come without a body
        if not req.mimetype.endswith("json"):
            raise Unreadable("请用 Content-Type: application/json 提交 JSON。")
        g.body = read_json(unpack(sent, req))  # as it came: its digest tells a repeat from another body
        return g.body

    def handle_error(self, error: ValidationError, *_: Any, **__: Any) -> NoReturn:
        """Name each field; the location (json, query) is left out."""
        messages: Any = error.messages
        inner = next(iter(messages.values())) if isinstance(messages, dict) and len(messages) == 1 else messages
        raise Invalid("请按每个字段的提示改正后重新提交，什么都没有保存。", named(inner))


def unpack(sent: bytes, req: Request) -> bytes:
    """A body as it was before it was packed for the way: gzip or nothing, and no more than the route takes."""
    packing = req.headers.get("Content-Encoding", "").strip().lower()
    if packing in ("", "identity"):
        return sent
    if packing != "gzip":
        raise Unreadable("正文只能用 gzip 压缩（Content-Encoding: gzip），或者不压缩。")
    most = DEFAULT_LIMIT if req.max_content_length is None else req.max_content_length
    press = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        body = press.decompress(sent, most + 1)
    except zlib.error:
        raise Unreadable("正文说是 gzip，但解不开，请重新压缩后提交。") from None
    if len(body) > most:
        raise TooLarge(f"正文解压后超过这个地址允许的 {most // 1024} kB，请分次提交。")
    if not press.eof or press.unused_data:
        raise Unreadable("正文的 gzip 没有传完，或后面多了别的内容，请重新提交。")
    return body


class JsonRoutes(Blueprint):
    """A flask-smorest blueprint whose bodies are read strictly; its routes appear in openapi.json."""

    ARGUMENTS_PARSER = StrictParser()


@cache
def _schema_of(kind: type[Schema]) -> Schema:
    """One schema object per class: making one costs three times as much as using it."""
    return kind()


def load_form(schema: Schema) -> dict[str, Any]:
    """Load a posted form through *schema*; empty fields count as absent. Raises Invalid with each field named."""
    fields = {name: values[0] if len(values) == 1 else values for name, values in request.form.lists()
              if name != "csrf_token" and any(value.strip() for value in values)}
    return load_values(schema, fields)


def load_values(schema: Schema, values: Mapping[str, Any]) -> dict[str, Any]:
    """Load a mapping through *schema*, or raise Invalid with each field named."""
    try:
        return dict(schema.load(values))
    except ValidationError as error:
        raise Invalid("请按每个字段的提示改正后重新提交，什么都没有保存。", named(error.messages)) from None


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Whoever says a thing twice may mean either; RFC 8785, by which repeats are told, knows no such object."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
        raise Unreadable(f"JSON 有误：同一个对象里 {twice[:60]} 出现了两次，请只留一个。")
    return found


def _no_constant(name: str) -> NoReturn:
    raise Unreadable(f"JSON 里不能有 {name}。")
