"""What a menu is made of; the pages say what theirs has."""

from dataclasses import dataclass, field

from portal.wording import _


@dataclass(frozen=True)
class Item:
    """A page of the menu: where it is, what it is called (in Persian), its icon, and what its address has besides."""

    endpoint: str
    name: str
    icon: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Group:
    """Pages that belong together, under a name in Persian; a group without one stands at the top."""

    name: str
    items: tuple[Item, ...]


def in_readers_language(menu: tuple[Group, ...]) -> list[Group]:
    """A menu as it is shown."""
    return [
        Group(
            _(group.name) if group.name else "",
            tuple(Item(item.endpoint, _(item.name), item.icon, item.values) for item in group.items),
        )
        for group in menu
    ]
