"""The IT unit's pages: users and their passwords, who is locked out."""

from flask import Blueprint, render_template

from portal.door import for_roles
from portal.menu import Group, Item

pages = Blueprint("it", __name__, url_prefix="/it")

MENU = (Group("", (Item("it.home", "صفحهٔ اصلی", "house"),)),)


@pages.get("/")
@for_roles("it")
def home() -> str:
    """What waits."""
    return render_template("it/home.html")
