"""A receipt's QR codes are read by an independent reader, at every size that an address may need."""
import pytest
import zxingcpp
from PIL import Image

from tests.intake.client_core import ask_core

SCALE, MARGIN = 6, 4
ADDRESSES = ["https://x.cn/t/A", "http://127.0.0.1:8000/t/7ZQ2M-9K3TD-4XWE",
             "https://minyi.example.gov.cn/t/7ZQ2M-9K3TD-4XWE",
             *("https://例.cn/" + "长" * each for each in (9, 20, 40, 58))]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_receipts_code_is_read_back_as_the_address(address: str) -> None:
    [rows] = ask_core(["core/code", "codeOf", address])
    picture = Image.new("L", ((len(rows) + 2 * MARGIN) * SCALE,) * 2, 255)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                left, top = (x + MARGIN) * SCALE, (y + MARGIN) * SCALE
                picture.paste(0, (left, top, left + SCALE, top + SCALE))
    assert [each.text for each in zxingcpp.read_barcodes(picture)] == [address]


def test_what_no_code_can_hold_is_refused() -> None:
    assert "too long" in ask_core(["core/code", "codeOf", "a" * 3000])[0]["refused"].lower()
