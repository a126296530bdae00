"""社情民意: what may happen to a social item, and the number people follow it by."""
from shared.ids import receipt_of
from shared.refusals import Refused

STATES = ("received", "forwarded", "closed")
NEXT = {"received": ("forwarded", "closed"), "forwarded": ("forwarded", "closed"), "closed": ()}


def number_of(item_id: str) -> str:
    """A social item's number: shaped like a receipt, so that it is read and checked alike, and never an opinion's."""
    return receipt_of(f"social-item:{item_id}")


def check_step(state: str, wanted: str) -> None:
    """Refuse a step that a social item in *state* cannot take."""
    if wanted not in NEXT[state]:
        raise Refused("这条社情民意已经办结，不能再转办。" if state == "closed" else "这一步现在不能做，请刷新页面。")
