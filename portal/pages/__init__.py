"""The pages, a module for each part of the menu. A view asks the API, and shows a template of its folder."""

from importlib import import_module
from pkgutil import iter_modules

from flask import Blueprint

from portal.menu import Group, Item
from portal.pages import contractor, finance, inspector, it, office

_MODULES = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
ALL: tuple[Blueprint, ...] = tuple(module.pages for module in _MODULES if hasattr(module, "pages"))

_MESSAGES = Group("پیام‌ها", (Item("messages.inbox", "پیام‌ها", "envelope"),))
_FACILITIES = Group(
    "امکانات",
    (
        Item("access.password", "تغییر رمز", "key"),
        Item("second_factor.home", "ورود دومرحله‌ای", "shield-lock"),
        Item("sessions.home", "دستگاه‌های من", "phone"),
    ),
)
_WATCH = Group(
    "",
    (
        Item("it_lockouts.home", "ورودهای قفل‌شده", "lock"),
        Item("it_log.home", "رویدادهای حساب‌ها", "journal-text"),
    ),
)
_QUEUE = Group("", (Item("offline.queue", "صف ارسال", "cloud-arrow-up"),))
MENUS: dict[str, tuple[Group, ...]] = {
    role: (*menu, _FACILITIES, _MESSAGES)
    for role, menu in {
        "inspector": (*inspector.MENU, _QUEUE),
        "contractor": contractor.MENU,
        "office": office.MENU,
        "finance": finance.MENU,
        "it": (*it.MENU, _WATCH),
    }.items()
}
