"""Every error as application/problem+json (RFC 9457), or as a page for a person; never a stack trace."""
import logging
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, g, json, render_template, request
from marshmallow import ValidationError
from sqlalchemy.exc import DataError
from werkzeug.exceptions import HTTPException

from shared.db import is_outage
from shared.refusals import (
    Errors,
    Invalid,
    NotAllowed,
    NotFound,
    Refused,
    SignInNeeded,
    TooLarge,
    TooMany,
    Unreadable,
)
from shared.web.sentences import say

log = logging.getLogger(__name__)
STATUS = {NotFound: 404, Invalid: 422, Unreadable: 400, NotAllowed: 403, SignInNeeded: 401, TooMany: 429,
          TooLarge: 413}
TITLES = {400: "无法读懂这个请求", 401: "请先登录", 403: "没有权限", 404: "没有找到", 405: "不支持这种请求方法",
          409: "现在不能这样做", 413: "内容太大", 415: "不支持这种内容类型", 422: "有几处需要改正", 429: "请求太频繁",
          500: "系统内部出错", 503: "暂时无法服务"}


def add_error_handlers(app: Flask) -> None:
    """Answer every exception with one form."""
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(ValidationError, _invalid)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)


def problem(status: int, detail: str, errors: Errors | None = None) -> Response:
    """Make the answer: JSON for programs, a page for browsers."""
    body = {"type": "about:blank", "title": TITLES.get(status) or HTTPStatus(status).phrase, "status": status,
            "detail": detail, "errors": dict(errors or {}), "request_id": g.get("request_id", "")}
    if wants_page():
        return Response(render_template("error.html", problem=body), status, content_type="text/html; charset=utf-8")
    return Response(json.dumps(body), status, content_type="application/problem+json")


def wants_page() -> bool:
    """Whether a person in a browser is asking, rather than a program."""
    if "/api/" in request.path or request.path.startswith("/openrosa/"):
        return False
    return request.accept_mimetypes.best_match(
        ["application/json", "application/problem+json", "text/html"]) == "text/html"


def named(messages: Any, prefix: str = "") -> dict[str, list[str]]:
    """Flatten marshmallow's nested messages, in Chinese: {"items.0.id": [sentence, …]}."""
    if isinstance(messages, dict):
        flat: dict[str, list[str]] = {}
        for key, inner in messages.items():
            flat |= named(inner, f"{prefix}.{key}" if prefix else str(key))
        return flat
    sentences = messages if isinstance(messages, list) else [messages]
    return {prefix or "_body": [say(str(sentence)) for sentence in sentences]}


def status_of(refused: Refused) -> int:
    """The status of a refusal; a narrower kind has that of the kind it belongs to."""
    return next((STATUS[kind] for kind in type(refused).__mro__ if kind in STATUS), 409)


def _refused(error: Refused) -> Response:
    return problem(status_of(error), error.sentence, error.errors)


def _invalid(error: ValidationError) -> Response:
    return problem(422, "请按每个字段的提示改正后重新提交，什么都没有保存。", named(error.messages))


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    answer = problem(status, _sentence(status, error), getattr(error, "data", {}).get("errors"))
    if allow := getattr(error, "valid_methods", None):
        answer.headers["Allow"] = ", ".join(sorted(allow))
    return answer


def _sentence(status: int, error: HTTPException) -> str:
    known = {404: "这个地址下没有内容，请检查网址或编号。", 405: "这个地址不接受这种请求方法，请看 Allow 标头。",
             413: "提交的内容超过了这个地址允许的大小，请分次提交。", 400: "请求的格式不对，请检查后重新提交。",
             415: "请用 Content-Type: application/json 提交。"}
    return known.get(status, error.description or "")


def _unforeseen(error: Exception) -> Response:
    if is_outage(error):
        log.error("the database is away", extra={"cause": type(error).__name__})
        answer = problem(503, "数据库暂时连不上，什么都没有保存，请稍后再试。")
        answer.headers["Retry-After"] = "2"
        return answer
    if isinstance(error, DataError):
        log.warning("a value the database cannot hold")
        return problem(422, "有的值超出了可以保存的范围，什么都没有保存。")
    log.exception("an unforeseen error", extra={"cause": type(error).__name__})
    return problem(500, "这是我们的错，什么都没有保存。请把请求编号告诉管理员。")
