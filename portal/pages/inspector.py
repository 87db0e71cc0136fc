"""The inspector's pages, as the guide names them: worksheet, referred files, past work, the financial report."""

from flask import Blueprint, render_template

from portal.door import for_roles
from portal.menu import Group, Item

pages = Blueprint("inspector", __name__, url_prefix="/inspector")

MENU = (Group("", (Item("inspector.home", "صفحهٔ اصلی", "house"),)),)


@pages.get("/")
@for_roles("inspector")
def home() -> str:
    """What waits."""
    return render_template("inspector/home.html")
