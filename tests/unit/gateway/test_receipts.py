"""Receipts for people: amounts in words, the paper, its QR code, and the page that verifies it."""

import re
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from contracts.billing import BillingApi, ReceiptPart, ReceiptView, VerifiedReceipt
from contracts.errors import BillingCode, NotFound
from contracts.shapes import Person as PersonView
from contracts.terms import ReceiptPurpose
from gateway.app import create_app
from gateway.receipts import document
from gateway.receipts.words import rials_in_words
from gateway.settings import Settings
from tests.fakes.rpc import FakeRpc
from tests.unit.gateway.conftest import Person

CODE = "Zx81kfQ2v-0YpLm3_aBcDe"
RECEIPT = ReceiptView(
    number="1405-000123",
    verification_code=CODE,
    issued_at=datetime(2026, 11, 22, 7, 0, tzinfo=UTC),
    paid_on=date(2026, 11, 21),
    file_id="f",
    file_number="1405-000045",
    payer=PersonView(id="c", membership_code="19-7-00001", full_name="شرکت گازرسان کویر"),
    amount_rials=6_910_000,
    provider="bank",
    reference="FT-140509-8841",
    parts=[
        ReceiptPart(purpose=ReceiptPurpose.REGISTRATION, number="1405-000045", amount_rials=6_900_000),
        ReceiptPart(purpose=ReceiptPurpose.CREDIT, number="", amount_rials=10_000),
    ],
    reversed_on=None,
)
VERIFIED = VerifiedReceipt(
    number="1405-000123",
    amount_rials=6_910_000,
    issued_on=date(2026, 11, 22),
    paid_on=date(2026, 11, 21),
    file_number="1405-000045",
    payer="شرکت گ… <b>…",
    valid=True,
    reversed_on=None,
)
URL = f"https://gazban.example/api/v1/receipts/1405-000123?code={CODE}"

# ---------------------------------------------------------------------------------------------------------- words

_VALUES = {
    word: value
    for words, values in (
        ("صفر یک دو سه چهار پنج شش هفت هشت نه ده", range(11)),
        ("یازده دوازده سیزده چهارده پانزده شانزده هفده هجده نوزده", range(11, 20)),
        ("بیست سی چهل پنجاه شصت هفتاد هشتاد نود", range(20, 100, 10)),
        ("یکصد دویست سیصد چهارصد پانصد ششصد هفتصد هشتصد نهصد", range(100, 1_000, 100)),
    )
    for word, value in zip(words.split(), values, strict=True)
}


def in_digits(words: str) -> int:
    """The number that somebody reads who knows no more than the words."""
    for name, scale in (("میلیارد", 10**9), ("میلیون", 10**6), ("هزار", 10**3)):
        if name in words:
            many, _, rest = words.rpartition(name)
            return in_digits(many) * scale + in_digits(rest)
    return sum(_VALUES[word] for word in words.split() if word != "و")


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "صفر ریال"),
        (1, "یک ریال"),
        (11, "یازده ریال"),
        (1_000, "یک هزار ریال"),
        (1_725_000, "یک میلیون و هفتصد و بیست و پنج هزار ریال"),
        (100_000_110, "یکصد میلیون و یکصد و ده ریال"),
        (2_300_000_000_001, "دو هزار و سیصد میلیارد و یک ریال"),
    ],
)
def test_amounts_in_words(amount: int, words: str) -> None:
    assert rials_in_words(amount) == words


@given(st.integers(0, 10**15) | st.integers(0, 10**5) | st.integers(0, 15).map(lambda n: 10**n))
def test_words_mean_the_amount(amount: int) -> None:
    words = rials_in_words(amount)
    assert words.endswith(" ریال")
    assert in_digits(words.removesuffix(" ریال")) == amount
    assert "  " not in words


def test_no_words_for_less_than_nothing() -> None:
    with pytest.raises(ValueError, match="no words"):
        rials_in_words(-1)


# ---------------------------------------------------------------------------------------------------------- paper


def paper(receipt: ReceiptView) -> bytes:
    return document.written(receipt, organization="سازمان آزمون", url=URL)


def titled(text: str) -> bytes:
    """A text as PDF has it among what a document says of itself."""
    return text.encode("utf-16-be").hex().encode()


def drawn(pdf: bytes) -> str:
    """The page's drawing, in which text is glyphs."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.S)
    pages = [zlib.decompress(stream) for stream in streams if stream[:1] == b"x"]
    return next(page.decode("latin-1") for page in pages if b" re" in page)


def test_a_receipt_is_one_page_that_says_its_number() -> None:
    pdf = paper(RECEIPT)
    assert pdf.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type /Page\b", pdf)) == 1
    assert titled("رسید دریافت وجه 1405-000123") in pdf


def test_much_on_a_receipt_stays_on_its_page() -> None:
    parts = [
        ReceiptPart(purpose=ReceiptPurpose.REPORT, number=str(n), amount_rials=10**13) for n in range(40)
    ]
    long = replace(
        RECEIPT,
        parts=parts,
        amount_rials=999_999_999_999_999,
        payer=replace(RECEIPT.payer, full_name="شرکت بسیار بلند " * 12),
        reference="F" * 64,
        reversed_on=date(2026, 11, 24),
    )
    assert len(re.findall(rb"/Type /Page\b", paper(long))) == 1


def test_the_qr_code_on_paper_is_that_of_the_address() -> None:
    code = document.qr_code(URL)
    assert (code.error, code.is_micro) == ("M", False)
    rows = [list(row) for row in code.matrix_iter(border=4)]
    runs = sum(1 for row in rows for at, dark in enumerate(row) if dark and (at == 0 or not row[at - 1]))
    boxes = re.findall(r"[\d.]+ [\d.]+ [\d.]+ -?[\d.]+ re f", drawn(paper(RECEIPT)))
    assert len(boxes) == runs


# ------------------------------------------------------------------------------------------------------ over HTTP


def test_the_paper_over_http(rpc: FakeRpc, contractor: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    drawn_before = document.qr_code

    def noted(url: str) -> Any:
        said.append(url)
        return drawn_before(url)

    monkeypatch.setattr(document, "qr_code", noted)
    rpc.answer(BillingApi.get_receipt, RECEIPT)
    answer = contractor.ask("GET", "/payments/some-payment/receipt")
    assert (answer.status_code, answer.content_type) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"] == 'inline; filename="receipt-1405-000123.pdf"'
    assert said == [f"http://localhost/api/v1/receipts/1405-000123?code={CODE}"]


def test_a_program_verifies_in_json(rpc: FakeRpc, somebody: Callable[..., Person]) -> None:
    rpc.answer(BillingApi.verify_receipt, VERIFIED)
    answer = somebody().ask("GET", f"/receipts/1405-000123?code={CODE}", Accept="*/*")
    assert answer.get_json()["issued_on_jalali"] == "1405-09-01"
    (call,) = rpc.calls_of(BillingApi.verify_receipt)
    assert (call.arguments, call.caller) == ({"number": "1405-000123", "code": CODE}, None)


def test_a_code_is_never_logged(rpc: FakeRpc) -> None:
    rpc.answer(BillingApi.verify_receipt, VERIFIED)
    client = create_app(rpc, Settings(amqp_url="")).test_client()
    with structlog.testing.capture_logs() as lines:
        client.get(f"/api/v1/receipts/1405-000123?code={CODE}")
    assert lines
    assert CODE not in repr(lines)


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def test_a_browser_gets_a_page(rpc: FakeRpc, somebody: Callable[..., Person]) -> None:
    rpc.answer(BillingApi.verify_receipt, VERIFIED)
    answer = somebody().ask("GET", f"/receipts/1405-000123?code={CODE}", Accept=BROWSER)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, answer.content_type) == (200, "text/html; charset=utf-8")
    for words in ("این رسید معتبر است.", "۶٬۹۱۰٬۰۰۰ ریال", "۱۴۰۵/۰۹/۰۱", "&lt;b&gt;"):
        assert words in page
    assert CODE not in page
    assert "default-src 'none'; style-src 'sha256-" in answer.headers["Content-Security-Policy"]
    reversed_one = replace(VERIFIED, valid=False, reversed_on=date(2026, 11, 24))
    rpc.answer(BillingApi.verify_receipt, reversed_one)
    again = somebody().ask("GET", f"/receipts/1405-000123?code={CODE}", Accept=BROWSER)
    assert "در تاریخ ۱۴۰۵/۰۹/۰۳ برگشت خورده است" in again.get_data(as_text=True)


def test_a_wrong_number_and_a_wrong_code_are_refused_alike(
    rpc: FakeRpc, somebody: Callable[..., Person]
) -> None:
    rpc.answer(BillingApi.verify_receipt, NotFound(BillingCode.RECEIPT_NOT_FOUND))
    for path in ("/receipts/1405-000123?code=x", "/receipts/1405-000123", "/receipts/%00?code=x"):
        answer = somebody().ask("GET", path)
        assert (answer.status_code, answer.get_json()["code"]) == (404, "billing.receipt_not_found")
    page = somebody().ask("GET", "/receipts/1405-000123?code=x", Accept=BROWSER)
    assert (page.status_code, page.content_type) == (404, "text/html; charset=utf-8")
    assert "پیدا نشد" in page.get_data(as_text=True)
