"""References to provisions: 第四十一条, 第二款第（三）项, 前款, 本条."""
import re

from services.review.domain.grouping.quantities import NUMERALS

_LEVELS = "编章节条款项目"
PATTERN = (rf"第[\d{NUMERALS}]+(?:[{_LEVELS}](?:之\d+)?)?(?![次届期批级阶季位类种])"
           r"|[前本上该][款条项](?=规定|第|所|的|中|内|里|$|\W)|前[23两]款")
_PARTS = re.compile(rf"第([\d{NUMERALS}]+)([{_LEVELS}]?)(?:之(\d+))?")


def read_reference(written: str) -> tuple[str, str]:
    """A reference's number and its level; "" is a level that cannot be read."""
    found = _PARTS.fullmatch(written)
    if not found:
        return written, written[-1]
    return found[1] + ("-" + found[3] if found[3] else ""), found[2]
