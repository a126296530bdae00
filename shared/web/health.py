"""/health says how each part is; /metrics counts, for Prometheus, from this machine or with a token."""
import hmac
import time
from collections.abc import Callable
from functools import cache
from typing import Any

from flask import Flask, Response, g, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from shared.refusals import NotAllowed
from shared.site import Site
from shared.web.doors import bearer, open_door

METHODS = frozenset(("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"))


def add_health(app: Flask, site: Site) -> None:
    """Put /health and /metrics at the service's mount."""
    registry = CollectorRegistry()
    _count_requests(app, registry)
    gauges = {name: Gauge(f"minyi_{name}", about, registry=registry) for name, about in (
        ("outbox_waiting", "envelopes not yet acknowledged"), ("relay_lag_seconds", "age of the oldest of them"),
        ("parked", "envelopes that were refused"), ("jobs_failing", "jobs that failed several times"))}

    @app.get(f"{site.service.mount}/health")
    @open_door("load balancers and supervisors ask; it holds numbers only")
    def health() -> tuple[Response, int]:
        parts = _parts(site)
        ok = parts["database"]["state"] == "ok"
        calm = all(part["state"] == "ok" for part in parts.values())
        status = "ok" if ok and calm else "degraded" if ok else "down"
        return jsonify({"service": site.service.name, "status": status, "parts": parts}), 200 if ok else 503

    @app.get(f"{site.service.mount}/metrics")
    @open_door("checked inside: this machine or the metrics token only")
    def metrics() -> Response:
        _only_near(site)
        count, age = site.post.lag()
        for name, value in (("outbox_waiting", count), ("relay_lag_seconds", age),
                            ("parked", site.post.parked_count()), ("jobs_failing", len(site.agenda.failing()))):
            gauges[name].set(value)
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _parts(site: Site) -> dict[str, dict[str, Any]]:
    parts = {"database": _state(site.database.ping), "broker": _state(site.post.carrier.ping)}
    if parts["database"]["state"] != "ok":
        return parts
    count, age = site.post.lag()
    parked, failing = site.post.parked_count(), site.agenda.failing()
    late = age > 10 * site.settings.patience
    parts["relay"] = {"state": "late" if late else "ok", "waiting": count, "oldest_seconds": round(age, 1)}
    parts["parked"] = {"state": "parked" if parked else "ok", "count": parked}
    parts["jobs"] = {"state": "failing" if failing else "ok", "failing": [{"kind": kind} for kind, _, _ in failing]}
    return parts | dict(site.service.find_parts(site))


def _state(ask: Callable[[], None]) -> dict[str, Any]:
    try:
        ask()
        return {"state": "ok"}
    except Exception as error:
        return {"state": "down", "cause": type(error).__name__}


def _only_near(site: Site) -> None:
    token = site.settings.metrics_token
    if token and hmac.compare_digest(bearer() or "", token):
        return
    near = (request.remote_addr or "").startswith("127.") or request.remote_addr == "::1"
    if not near or "X-Forwarded-For" in request.headers:
        raise NotAllowed("指标只给本机或持令牌者看。")


def _count_requests(app: Flask, registry: CollectorRegistry) -> None:
    answered = Counter("minyi_requests", "answered requests", ("method", "rule", "status"), registry=registry)
    took = Histogram("minyi_request_seconds", "time to answer", ("method",), registry=registry)

    @cache
    def counted(method: str, rule: str, status: int) -> tuple[Counter, Histogram]:
        return answered.labels(method, rule, status), took.labels(method)

    @app.after_request
    def count(response: Response) -> Response:
        method = request.method if request.method in METHODS else "other"
        number, seconds = counted(method, request.url_rule.rule if request.url_rule else "none",
                                  response.status_code)
        number.inc()
        if "started" in g:
            seconds.observe(time.perf_counter() - g.started)
        return response
