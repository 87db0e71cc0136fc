"""The pages, a module for each part of the menu. A view asks the API, and shows a template of its folder."""

from flask import Blueprint

from portal.menu import Group, Item
from portal.pages import (
    access,
    contractor,
    files,
    finance,
    inspector,
    it,
    messages,
    office,
    office_messages,
    office_policies,
    office_rulings,
    office_templates,
    offline,
)

ALL: tuple[Blueprint, ...] = tuple(
    module.pages for module in (access, contractor, files, finance, inspector, it, messages, office, offline)
) + tuple(module.pages for module in (office_messages, office_policies, office_rulings, office_templates))

_FACILITIES = Group("امکانات", (Item("access.password", "تغییر رمز", "key"),))
MENUS: dict[str, tuple[Group, ...]] = {
    role: (*module.MENU, _FACILITIES)
    for role, module in {
        "inspector": inspector,
        "contractor": contractor,
        "office": office,
        "finance": finance,
        "it": it,
    }.items()
}
