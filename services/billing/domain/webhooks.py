"""Webhooks: how stubbornly they are told, whom none may reach, and what they are told."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

SECRET_PREFIX = "whsec_"

# After each failed attempt; less than three days in all.
PAUSES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=20),
)
# Whoever has failed for as long as one message is tried is told nothing any more.
PATIENCE = sum(PAUSES, timedelta())
# A receiver that is away keeps the sender from the others no longer than now and then.
_LONGEST_HOLD = timedelta(minutes=5)

# Where a cloud answers its own machines under an address that looks public.
_METADATA = frozenset({IPv4Address("168.63.129.16")})
# How the last part of a name is written that some read as an address.
_NUMBER = re.compile(r"[0-9]*|0x[0-9a-f]*")
_NAT64 = IPv6Network("64:ff9b::/96")
_UNICAST = IPv6Network("2000::/3")
# What the standard library counts as global, at least in some of its versions.
_SPECIAL = tuple(
    ip_network(block)
    for block in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2001:db8::/32", "3fff::/20")
)


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after so many failed attempts; None when there is no other."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


def hold_after(failures: int) -> timedelta:
    """For how long a webhook is left alone that has failed so many times in succession, whatever waits for it."""
    return min(PAUSES[min(failures, len(PAUSES)) - 1], _LONGEST_HOLD)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, and of nobody's own network or machine.

    Addresses that carry another (mapped, 6to4, Teredo, NAT64) are as public as that one.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        carried = _carried_by(found)
        if carried is not None:
            return is_public(str(carried))
        if found not in _UNICAST:
            return False
    special = found in _METADATA or any(found in block for block in _SPECIAL)
    return found.is_global and not found.is_multicast and not found.is_reserved and not special


def _carried_by(address: IPv6Address) -> IPv4Address | None:
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)


def mistake_in_url(url: str, *, plain_allowed: bool, private_allowed: bool) -> str | None:
    """What is wrong with an address to tell, as far as it says so itself; None when nothing is."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return "Not a valid address."
    if not host or parts.username is not None or parts.password is not None or parts.fragment or port == 0:
        return "Not a valid address."
    if parts.scheme != "https" and not plain_allowed:
        return "Must begin with https://."
    if not private_allowed and _names_private(host):
        return "Must be a public address."
    return None


def _names_private(host: str) -> bool:
    name = host.rstrip(".")
    last = name.rpartition(".")[2]
    if last == "localhost":
        return True
    if ":" in name or _NUMBER.fullmatch(last):
        return not is_public(name)  # also 2130706433, 0177.0.0.1 and whatever else some take for an address
    return False  # a name: what it stands for is looked at whenever it is called


def message(event: str, moment: datetime, data: Mapping[str, object]) -> str:
    """The body of a message, thin: that something happened, not what (the feed says that)."""
    content = {"type": event, "timestamp": moment.astimezone(UTC).isoformat(), "data": dict(data)}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
