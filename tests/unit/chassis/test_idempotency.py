"""Which command is the same command, and what becomes of a second one."""

from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from chassis.idempotency import Once, once, run_once
from contracts.errors import CommonCode, Conflict, InvalidRequest

wire = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(), below, max_size=3),
    max_leaves=6,
)
arguments = st.dictionaries(st.text(), wire, max_size=4)


def reordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: reordered(below) for key, below in reversed(value.items())}
    return [reordered(below) for below in value] if isinstance(value, list) else value


@given(arguments)
def test_the_order_of_members_does_not_matter(asked: dict[str, Any]) -> None:
    assert once("me", "k", "register_file", asked) == once("me", "k", "register_file", reordered(asked))


@given(arguments, arguments)
def test_other_arguments_are_another_command(first: dict[str, Any], second: dict[str, Any]) -> None:
    assume(repr(reordered(first)) != repr(reordered(second)) and first != second)
    assert once("me", "k", "f", first).fingerprint != once("me", "k", "f", second).fingerprint


def test_true_is_not_one_and_a_number_is_not_its_text() -> None:
    prints = {
        once("me", "k", "f", {"x": value}).fingerprint for value in (True, 1, "1", "true", None, [1], "۱")
    }
    assert len(prints) == 7


def test_the_order_of_a_list_matters() -> None:
    assert once("me", "k", "f", {"x": [1, 2]}) != once("me", "k", "f", {"x": [2, 1]})


def test_whose_key_it_is_and_what_is_asked_are_kept_apart() -> None:
    this = once("me", "k", "f", {"x": 1})
    assert (this.scope, this.key) == ("me", "k")
    assert once("you", "k", "f", {"x": 1}).fingerprint == this.fingerprint
    assert once("me", "k", "g", {"x": 1}).fingerprint != this.fingerprint


@given(st.text())
def test_any_text_has_a_fingerprint_of_one_length(text: str) -> None:
    assume(not any("\ud800" <= character <= "\udfff" for character in text))
    assert len(once("me", text, "f", {"x": text}).fingerprint) == 64


# ------------------------------------------------------------------------------------------------------- run once


@dataclass
class Found:
    locked: bool = True
    fingerprint: str | None = None
    answer: Any = None
    refused: bool = False


@dataclass
class FakeSession:
    """Answers lock and look-up, and keeps what is stored; the real one is tried in tests/integration/chassis."""

    found: Found
    stored: list[dict[str, Any]] = field(default_factory=list)

    def execute(self, _statement: object, parameters: dict[str, Any]) -> "FakeSession":
        if "fingerprint" in parameters:
            self.stored.append(parameters)
        return self

    def scalar(self) -> bool:
        return self.found.locked

    def first(self) -> Found | None:
        return self.found if self.found.fingerprint is not None else None


THIS = Once("me", "k", "fingerprint")


def attempt(found: Found) -> tuple[tuple[Any, bool], FakeSession, list[str]]:
    session, ran = FakeSession(found), list[str]()

    def command() -> Any:
        ran.append("once")
        return {"name": "گازبان"}

    return run_once(cast(Session, session), THIS, command), session, ran


def test_the_first_time_it_runs_and_its_answer_is_kept() -> None:
    answer, session, ran = attempt(Found())
    assert answer == ({"name": "گازبان"}, False)
    assert ran == ["once"]
    assert [(row["key"], row["fingerprint"], row["answer"]) for row in session.stored] == [
        ("k", "fingerprint", '{"name": "گازبان"}')
    ]


@pytest.mark.parametrize("kept", [{"id": 1}, None, []])
def test_the_second_time_the_answer_is_given_again(kept: Any) -> None:
    answer, session, ran = attempt(Found(fingerprint="fingerprint", answer=kept))
    assert answer == (kept, True)
    assert (ran, session.stored) == ([], [])


def test_the_same_key_for_something_else_is_refused() -> None:
    with pytest.raises(InvalidRequest) as refusal:
        attempt(Found(fingerprint="another"))
    assert refusal.value.code == CommonCode.KEY_REUSED


def test_a_twin_that_is_running_is_waited_for_by_the_caller() -> None:
    with pytest.raises(Conflict) as refusal:
        attempt(Found(locked=False))
    assert (refusal.value.code, refusal.value.retry_after_seconds) == (CommonCode.IN_PROGRESS, 1)
