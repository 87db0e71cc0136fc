"""Numbers for locks and addresses of databases: the same in every process of every replica."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.db import dialect_url
from chassis.runtime import hash_of


def test_a_locks_number_is_the_same_in_every_process() -> None:
    assert [hash_of(name) for name in ("", "a", "timer:refer_waiting")] == [0, 97, 812_094_984]


@given(st.text())
def test_a_locks_number_fits(name: str) -> None:
    text = name.encode("utf-8", "replace").decode()
    assert 0 <= hash_of(text) < 2**31


@pytest.mark.parametrize(
    ("given_url", "used"),
    [
        ("postgresql://a:b@h/d", "postgresql+psycopg2://a:b@h/d"),
        ("postgres://a:b@h/d", "postgresql+psycopg2://a:b@h/d"),
        ("postgresql+psycopg2://a:b@h/d", "postgresql+psycopg2://a:b@h/d"),
        ("postgresql://a:postgresql%3A%2F%2F@h/d", "postgresql+psycopg2://a:postgresql%3A%2F%2F@h/d"),
    ],
)
def test_the_driver_is_named(given_url: str, used: str) -> None:
    assert dialect_url(given_url) == used
