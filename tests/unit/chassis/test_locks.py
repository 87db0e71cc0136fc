"""Numbers for locks and addresses of databases: the same in every process of every replica."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.db import dialect_url
from chassis.runtime import number_of

PROJECT = Path(__file__).resolve().parents[3]


def test_a_locks_number_is_the_same_in_every_process() -> None:
    assert number_of("timer:refer_waiting") == number_of("timer:refer_waiting")
    asked = "from chassis.runtime import number_of; print(number_of('timer:refer_waiting'))"
    told = subprocess.run(
        [sys.executable, "-c", asked], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert int(told.stdout) == number_of("timer:refer_waiting")


@given(st.text())
def test_a_locks_number_fits(name: str) -> None:
    assert -(2**63) <= number_of(name) < 2**63


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
