"""Whose address a request has behind proxies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.forwarded import LOOPBACK, client_address, networks

PROXIES = (*LOOPBACK, *networks("10.0.0.0/8"))
STRANGER = "203.0.113.9"


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "address"),
    [
        (STRANGER, "", STRANGER),
        (STRANGER, "198.51.100.1", STRANGER),
        ("127.0.0.1", STRANGER, STRANGER),
        ("::1", f"198.51.100.1, {STRANGER}", STRANGER),
        ("127.0.0.1", f"198.51.100.1, {STRANGER}, 10.1.2.3", STRANGER),
        ("::ffff:127.0.0.1", "2001:db8::7", "2001:db8::7"),
        ("127.0.0.1", "", None),
        ("127.0.0.1", "127.0.0.1", None),
        ("127.0.0.1", f"{STRANGER}, unknown", None),
        (None, "", None),
    ],
)
def test_the_nearest_stranger(peer: str | None, forwarded_for: str, address: str | None) -> None:
    assert client_address(peer, forwarded_for, PROXIES) == address


@given(st.text())
def test_a_stranger_cannot_say_to_be_somebody_else(said: str) -> None:
    assert client_address(STRANGER, said, PROXIES) == STRANGER
    assert client_address("127.0.0.1", f"{said}, {STRANGER}", PROXIES) == STRANGER


def test_what_is_no_network_is_not_trusted() -> None:
    with pytest.raises(ValueError, match="nowhere"):
        networks("127.0.0.1, nowhere")
