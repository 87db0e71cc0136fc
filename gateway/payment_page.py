"""What a payer sees who comes back from the payment provider: one page that needs nothing from anywhere."""

import base64
import hashlib

from flask import Response, render_template
from markupsafe import Markup

from contracts.billing import ReturnedPayment
from contracts.errors import InvalidRequest, Refusal
from gateway.errors import status_of
from gateway.texts import detail, payments, title

CONTENT_TYPE = "text/html; charset=utf-8"
_STYLE = """
body { margin: 0; background: #f4f5f7; color: #1d2733; font: 1rem/1.9 Vazirmatn, Tahoma, sans-serif; }
main { max-width: 26rem; margin: 12vh auto; padding: 1.5rem 2rem; background: #fff; border-radius: .75rem; }
h1 { font-size: 1.25rem; margin: 0 0 .5rem; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .25rem 1rem; }
dt { color: #5b6775; } dd { margin: 0; } .good h1 { color: #17663a; } .bad h1 { color: #9b1c1c; }
"""
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; img-src data:; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)


def shown(payment: ReturnedPayment) -> Response:
    """How the payment stands."""
    heading, sentence, mood = payments.standing(payment)
    return _page(heading, sentence, mood, payments.particulars(payment), 200)


def refused(refusal: Refusal) -> Response:
    """Why nothing can be said of it."""
    status = status_of(refusal)
    names_nothing = isinstance(
        refusal, InvalidRequest
    )  # whose words speak of fields, which this page has not
    sentence = payments.NAMES_NOTHING if names_nothing else detail(refusal.code, refusal.params, "fa")
    return _page(title(status, "fa"), sentence, "bad", [], status)


def _page(heading: str, sentence: str, mood: str, rows: list[tuple[str, str]], status: int) -> Response:
    page = render_template(
        "payment.html",
        style=Markup(_STYLE),  # a constant of ours
        heading=heading,
        sentence=sentence,
        mood=mood,
        rows=rows,
        hint=payments.GO_BACK,
    )
    return Response(
        page,
        status,
        content_type=CONTENT_TYPE,
        headers={"Content-Security-Policy": _POLICY, "Vary": "Accept"},
    )
