"""From which address a request came, when proxies of ours handed it on."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Networks = tuple[IPv4Network | IPv6Network, ...]

# The usual proxies: processes of the same machine.
LOOPBACK: Networks = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


def networks(text: str) -> Networks:
    """Networks or addresses, separated by commas; raises ValueError for what is neither."""
    return tuple(ip_network(each.strip()) for each in text.split(",") if each.strip())


def client_address(peer: str | None, forwarded_for: str, proxies: Networks) -> str | None:
    """The nearest address that is no proxy's; None when there is none, or what a proxy said cannot be read.

    ``peer`` is who connected, ``forwarded_for`` the header in which each proxy adds who connected to it. What stands to
    the left of the nearest stranger was said by that stranger, and is not believed.
    """
    for said in (peer or "", *reversed(forwarded_for.split(","))):
        address = _read(said.strip())
        if address is None:
            return None
        if not any(address in network for network in proxies):
            return str(address)
    return None


def _read(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
