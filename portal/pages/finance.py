"""Finance's pages: money that came in and went out, tariffs, the books."""

from flask import Blueprint, render_template

from portal.door import for_roles
from portal.menu import Group, Item

pages = Blueprint("finance", __name__, url_prefix="/finance")

MENU = (Group("", (Item("finance.home", "صفحهٔ اصلی", "house"),)),)


@pages.get("/")
@for_roles("finance")
def home() -> str:
    """What waits."""
    return render_template("finance/home.html")
