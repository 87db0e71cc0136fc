"""The pages, a module for each part of the menu. A view asks the API, and shows a template of its folder."""

from flask import Blueprint

from portal.menu import Group, Item
from portal.pages import (
    access,
    contractor,
    files,
    finance,
    inspector,
    inspector_past,
    inspector_reports,
    inspector_visits,
    it,
    it_lockouts,
    messages,
    office,
    offline,
    sessions,
)

ALL: tuple[Blueprint, ...] = tuple(
    module.pages
    for module in (
        access,
        contractor,
        files,
        finance,
        inspector,
        inspector_past,
        inspector_reports,
        inspector_visits,
        it,
        it_lockouts,
        messages,
        office,
        offline,
        sessions,
    )
)

_MESSAGES = Group("پیام‌ها", (Item("messages.inbox", "پیام‌ها", "envelope"),))
_FACILITIES = Group(
    "امکانات",
    (Item("access.password", "تغییر رمز", "key"), Item("sessions.home", "دستگاه‌های من", "phone")),
)
_LOCKOUTS = Group("", (Item("it_lockouts.home", "ورودهای قفل‌شده", "lock"),))
_QUEUE = Group("", (Item("offline.queue", "صف ارسال", "cloud-arrow-up"),))
MENUS: dict[str, tuple[Group, ...]] = {
    role: (*menu, _MESSAGES, _FACILITIES)
    for role, menu in {
        "inspector": (*inspector.MENU, _QUEUE),
        "contractor": contractor.MENU,
        "office": office.MENU,
        "finance": finance.MENU,
        "it": (*it.MENU, _LOCKOUTS),
    }.items()
}
