"""The referral office's pages: the queue, referrals, rulings, people and their load, policies."""

from flask import Blueprint, render_template

from portal.door import for_roles
from portal.menu import Group, Item

pages = Blueprint("office", __name__, url_prefix="/office")

MENU = (Group("", (Item("office.home", "صفحهٔ اصلی", "house"),)),)


@pages.get("/")
@for_roles("office")
def home() -> str:
    """What waits."""
    return render_template("office/home.html")
