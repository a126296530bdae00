"""The words that pages show for what the code names in English."""
from flask_babel import gettext as _

from shared.identity import ROLES
from shared.refusals import Errors, Refused


def role_words() -> dict[str, str]:
    """Roles as people call them."""
    return dict(zip(ROLES, (_("联络员"), _("专家"), _("法律顾问"), _("工作小组"), _("领导"), _("管理员")), strict=True))


def errors_of(refused: Refused) -> Errors:
    """What a page says about a refusal: each field's sentences, or the one sentence on top."""
    return refused.errors or {"main": [refused.sentence]}
