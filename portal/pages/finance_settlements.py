"""What payment providers have of ours, and what they paid of it to the bank: seen, and recorded by finance."""

from typing import Any

from flask import Blueprint, render_template, request

from portal.api import Problem
from portal.door import api
from portal.forms import done, send, shown_again, text, text_or_none, whole
from portal.pages.finance_shared import cursor, day_as_typed, finance_only
from portal.texts import TERMS
from portal.wording import _, term

pages = Blueprint("finance_settlements", __name__, url_prefix="/finance/settlements")


@pages.get("/")
@finance_only
def index() -> str:
    """What each provider still has, the form, and what was recorded so far."""
    return _page()


def _page(problem: Problem | None = None) -> str:
    clearing = api().get("/accounting/clearing")["items"]
    fresh = {"settled_on": day_as_typed(), "provider": clearing[0]["provider"] if clearing else ""}
    return render_template(
        "finance/settlements.html",
        clearing=clearing,
        settled=api().get("/accounting/settlements", cursor=cursor()),
        provider_name=_provider_name,
        problem=problem,
        values=request.form if problem else fresh,
    )


@pages.post("/")
@finance_only
@shown_again(_page)
def record() -> Any:
    """The bank got this from a provider, which kept its fee."""
    fee = whole("fee_rials")
    body = {
        "provider": text("provider"),
        "amount_rials": whole("amount_rials"),
        "fee_rials": 0 if fee is None else fee,
        "reference": text("reference"),
        "settled_on": text_or_none("settled_on"),
    }
    send("/accounting/settlements", body)
    return done(_("واریز درگاه ثبت شد و سند آن صادر شد."), ".index")


def _provider_name(provider: str) -> str:
    """What people call it; one that this portal does not know is shown by its code."""
    word = f"settling.{provider}"
    return term(word) if word in TERMS else provider
