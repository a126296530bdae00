"""What was ticked is shown before anything happens: how many, which numbers, what stands behind them."""
from collections.abc import Mapping, Sequence
from typing import Any

from flask import render_template, request

from services.review.pages.words import _, channel_words, vocabulary
from services.review.queries.consolidation.workbench import find_entries
from services.review.queries.drafting.consultations import count_balance, find_consultation
from services.review.queries.outgoing.gate import count_behind, find_cards, find_picked, group_cards, name_stations
from shared.refusals import Errors, Invalid
from shared.web.doors import me, site

FIRST = 12


def name_many(numbers: Sequence[int]) -> str:
    """The first numbers of many, and how many there are."""
    first = "、".join(map(str, sorted(numbers)[:FIRST]))
    return _("第 %(first)s 号等 %(n)s 条", first=first, n=len(numbers)) if len(numbers) > FIRST else _(
        "第 %(first)s 号", first=first)


def show_picked(consultation_id: str, picked: Mapping[str, Any], act: str, back: str, status: int = 200,
                errors: Errors | None = None) -> tuple[str, int]:
    """The page that asks once more; *act* is what its button does."""
    with site().database.reading() as session:
        consultation = find_consultation(session, consultation_id)
        suggestions = find_picked(session, consultation_id, picked["suggestion_ids"])
        if not suggestions:
            raise Invalid(_("请先勾选建议。"), {"suggestion_ids": [_("请先勾选建议。")]})
        cards = find_cards(session, suggestions)
        groups = group_cards(cards, find_entries(session, consultation))
        behind = count_behind(session, [each.id for each in suggestions])
        balance, stations = count_balance(session, consultation_id), name_stations(session)
    return render_template(
        "review/picked.html", c=consultation, invented=consultation.invented, groups=groups, act=act, back=back,
        picks=[f"{each}:{picked['versions'][each]}" for each in picked["suggestion_ids"]], behind=behind,
        balance=balance, stations=stations, named=name_many([each.no for each in suggestions]),
        many=len(suggestions), channel_words=channel_words(), errors=errors, values=request.form, who=me(),
        channels=_sum(each.channels for each in cards), from_stations=_sum(each.stations for each in cards),
        **vocabulary()), status


def _sum(counts: Any) -> dict[str, int]:
    """Counts of several suggestions together; an opinion behind two of them counts twice here."""
    total: dict[str, int] = {}
    for each in counts:
        for name, count in each.items():
            total[name] = total.get(name, 0) + count
    return total
