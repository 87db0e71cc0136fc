"""The contractor's pages: registering, files by what needs doing, appointments, debts, statements."""

from flask import Blueprint, render_template

from portal.door import for_roles
from portal.menu import Group, Item

pages = Blueprint("contractor", __name__, url_prefix="/contractor")

MENU = (Group("", (Item("contractor.home", "صفحهٔ اصلی", "house"),)),)


@pages.get("/")
@for_roles("contractor")
def home() -> str:
    """What waits."""
    return render_template("contractor/home.html")
