"""The IT unit: what was done to accounts, when and by whom."""

from flask import Blueprint, render_template, request

from portal.door import api, for_roles
from portal.wording import latin

pages = Blueprint("it_log", __name__, url_prefix="/it/log")


@pages.get("/")
@for_roles("it")
def home() -> str:
    """Of all accounts, or of one, the newest first."""
    code = latin(request.args.get("membership_code", "")).strip()
    shown = api().get("/account-log", membership_code=code, cursor=request.args.get("cursor"))
    return render_template("it_log/home.html", shown=shown, code=code)
