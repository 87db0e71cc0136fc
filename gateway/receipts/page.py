"""The page that verifies a receipt: small, Persian, and whole in itself, without a script."""

import base64
import hashlib

from markupsafe import Markup, escape

from contracts.billing import VerifiedReceipt
from contracts.errors import BillingCode, Refusal
from gateway import texts as wording
from gateway.pages import Page
from gateway.texts import receipts as texts

_STYLE = (
    "body{font-family:Vazirmatn,'Noto Sans Arabic',Tahoma,sans-serif;line-height:1.9;margin:0;background:#f4f4f1;"
    "color:#222}main{max-width:26rem;margin:2rem auto;padding:1.5rem;background:#fff;border-radius:.6rem}"
    "h1{font-size:1.2rem;margin:0 0 1rem}p{padding:.6rem 1rem;border-radius:.4rem;font-weight:bold}"
    ".good{background:#e3f4e6;color:#14532d}.bad{background:#fbe6e6;color:#7f1d1d}"
    "dl{display:grid;grid-template-columns:auto 1fr;gap:.3rem 1.2rem;margin:0}dt{color:#666}dd{margin:0}"
)
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Content-Language": "fa",
    "Vary": "Accept",
}


def _written(verdict: str, kind: str, rows: list[tuple[str, str]]) -> str:
    facts = Markup("").join(Markup("<dt>{}</dt><dd>{}</dd>").format(label, value) for label, value in rows)
    return (
        '<!doctype html><html lang="fa" dir="rtl"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f"<title>{escape(texts.HEADING)}</title><style>{_STYLE}</style></head><body><main>"
        f"<h1>{escape(texts.HEADING)}</h1>"
        f'<p class="{kind}">{escape(verdict)}</p><dl>{facts}</dl></main></body></html>'
    )


def _receipt(receipt: VerifiedReceipt) -> str:
    kind = "good" if receipt.valid else "bad"
    return _written(texts.verdict(receipt), kind, list(texts.verified(receipt)))


def _refused(refusal: Refusal) -> str:
    if refusal.code == BillingCode.RECEIPT_NOT_FOUND:
        return _written(texts.NOT_FOUND, "bad", [])
    return _written(wording.detail(refusal.code, refusal.params, "fa"), "bad", [])


VERIFICATION = Page(write=_receipt, write_refusal=_refused, headers=_HEADERS)
