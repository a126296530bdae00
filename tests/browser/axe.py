"""axe-core in a page: every rule that is on by default, and the size of targets (WCAG 2.2) too."""
from functools import cache
from typing import Any

from playwright.sync_api import Page

from tests.live.servers import ROOT

SCRIPT = ROOT / "services" / "intake" / "client" / "node_modules" / "axe-core" / "axe.min.js"
RUN = """() => axe.run(document, {rules: {"target-size": {enabled: true}}, resultTypes: ["violations"]})
  .then((found) => found.violations.flatMap((rule) => rule.nodes.map((node) =>
    [rule.id, node.target.join(" "), (node.failureSummary ?? "").split("\\n").slice(1).join("; ").trim()])))"""
RULES = """() => axe.getRules().map((rule) => rule.ruleId)"""


@cache
def _script() -> str:
    return SCRIPT.read_text()


def violations(page: Page) -> list[str]:
    """What axe finds wrong with the page as it is now: rule, place, what to do. The context must bypass the CSP."""
    page.evaluate(_script())
    found: list[list[Any]] = page.evaluate(RUN)
    return [" | ".join(map(str, each))[:300] for each in found]


def rules(page: Page) -> list[str]:
    """The names of the rules that axe knows."""
    page.evaluate(_script())
    known: list[str] = page.evaluate(RULES)
    return known
