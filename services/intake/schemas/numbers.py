"""Fields that several bodies have."""
from typing import Any

from marshmallow import fields, validate


def whole(least: int, most: int, **rest: Any) -> fields.Integer:
    """A whole number from *least* to *most*."""
    within = validate.Range(least, most, error=f"应为 {least} 到 {most} 的整数。")
    return fields.Integer(strict=True, validate=within, **rest)
