"""A message that was refused is never done when it comes again, though its key is free for whoever asks again."""

from typing import Any

import pytest

from chassis.idempotency import Once, run_once, stand_by
from chassis.ids import new_id
from contracts.errors import Conflict, InspectionCode
from tests.integration.chassis.conftest import Post

REFUSAL = Conflict(InspectionCode.CHARGE_PENDING, retry_after_seconds=1)


def asked(key: str, ticket: str) -> Once:
    """One message of somebody's."""
    return Once("me", key, "fingerprint", ticket)


def do(post: Post, this: Once, answer: Any = "done") -> tuple[Any, bool]:
    """Do it, unless it was done or refused."""
    return post.inbox.transaction(lambda session: run_once(session, this, lambda: answer), repeatable=True)


def refuse(post: Post, this: Once) -> Any:
    """Refuse it."""
    return post.inbox.transaction(lambda session: stand_by(session, this, REFUSAL), repeatable=True)


def test_a_refused_message_that_comes_again_is_refused_again(post: Post) -> None:
    key = new_id()
    first, again = asked(key, f"{key}-1"), asked(key, f"{key}-2")
    assert refuse(post, first) is None
    with pytest.raises(Conflict) as refusal:
        do(post, first)
    assert (refusal.value.code, refusal.value.retry_after_seconds) == (InspectionCode.CHARGE_PENDING, 1)
    assert do(post, again) == ("done", False), "its author asked again, under the same key"
    assert do(post, first) == ("done", True), "by now it is done, and whoever asks is told so"
    assert refuse(post, first).answer == "done"


@pytest.mark.parametrize("answer", ["done", None])
def test_what_a_copy_of_it_did_meanwhile_is_answered_instead(post: Post, answer: Any) -> None:
    key = new_id()
    assert do(post, asked(key, f"{key}-1"), answer) == (answer, False)
    done = refuse(post, asked(key, f"{key}-1"))
    assert done is not None
    assert done.answer == answer


def test_refusing_twice_is_refusing_once(post: Post) -> None:
    key = new_id()
    assert [refuse(post, asked(key, key)) for _ in range(2)] == [None, None]
