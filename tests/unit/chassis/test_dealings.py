"""A dealing: taken in a transaction, run in none, settled in another, once per key."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from chassis.dealings import Dealing
from chassis.idempotency import Once
from chassis.work import Services, Work
from contracts.codec import Method
from contracts.errors import BillingCode, CommonCode, Conflict, InvalidRequest, Refusal, Unavailable

KEY = Once("me", "key-1", "print")


@dataclass(frozen=True)
class Job:
    """Something to be done outside."""

    number: int
    name: str


@dataclass
class Database:
    """Transactions over a table of keys; it notes when one is open. The real one is tried with the services."""

    open: bool = False
    lapsed: bool = False
    rows: dict[str, Any] = field(default_factory=dict)

    def transaction(self, function: Callable[[Any], Any], *, repeatable: bool) -> Any:
        before = dict(self.rows)
        self.open = True
        try:
            return function(self)
        except BaseException:
            self.rows = before
            raise
        finally:
            self.open = False

    def flush(self) -> None:
        assert self.open

    def execute(self, statement: object, parameters: dict[str, Any]) -> "Answer":
        sql = str(statement)
        key = parameters["key"]
        if sql.startswith("INSERT"):
            assert key not in self.rows
            self.rows[key] = (parameters["fingerprint"], json.loads(parameters["answer"]))
        elif sql.startswith("UPDATE"):
            self.rows[key] = (self.rows[key][0], json.loads(parameters["answer"]))
        elif sql.startswith("DELETE"):
            del self.rows[key]
        return Answer(self.rows.get(key), self.lapsed)


@dataclass
class Answer:
    """What a statement gives."""

    row: Any
    lapsed: bool

    def scalar(self) -> bool:
        return True

    def first(self) -> Any:
        if self.row is None:
            return None
        found = Answer(self.row, self.lapsed)
        found.__dict__["fingerprint"], found.__dict__["answer"] = self.row
        return found


@dataclass
class Counter:
    """The three steps, and what they saw."""

    database: Database = field(default_factory=Database)
    taken: int = 0
    ran: list[Job] = field(default_factory=list)
    settled: list[str] = field(default_factory=list)
    fails: Exception | None = None
    refuses: Refusal | None = None

    def take(self, _work: Work, *, name: str) -> Job:
        assert self.database.open
        self.taken += 1
        return Job(self.taken, name)

    def run(self, _services: Services, job: Job) -> str:
        assert not self.database.open, "nobody outside is waited for in a transaction"
        self.ran.append(job)
        if self.fails is not None:
            raise self.fails
        return f"printed {job.name}"

    def settle(self, _work: Work, job: Job, outcome: str) -> str | Refusal:
        assert self.database.open
        if self.refuses is not None:
            return self.refuses
        self.settled.append(outcome)
        return f"{job.number} {outcome}"

    def perform(self, this: Once | None = KEY, name: str = "x") -> Any:
        method = cast(Method, type("M", (), {"name": "print", "encode_result": staticmethod(lambda v: v)}))
        dealing = Dealing(method, self.take, self.run, self.settle)
        return dealing.perform(cast(Any, self.database), cast(Services, None), this, {"name": name})


@pytest.fixture
def counter(monkeypatch: pytest.MonkeyPatch) -> Counter:
    monkeypatch.setattr("chassis.dealings.outbox.record", lambda *_: None)
    return Counter()


def test_it_is_taken_run_and_settled(counter: Counter) -> None:
    assert counter.perform(None) == {"result": "1 printed x", "error": None, "replayed": False}


def test_the_same_key_takes_once_and_gets_the_stored_answer(counter: Counter) -> None:
    first, second = counter.perform(), counter.perform()
    assert (first["result"], first["replayed"]) == ("1 printed x", False)
    assert (second["result"], second["replayed"]) == ("1 printed x", True)
    assert (counter.taken, len(counter.ran), len(counter.settled)) == (1, 1, 1)


def test_without_a_key_each_is_another(counter: Counter) -> None:
    assert [counter.perform(None)["result"] for _ in range(2)] == ["1 printed x", "2 printed x"]


def test_the_same_key_for_something_else_is_refused(counter: Counter) -> None:
    counter.perform()
    with pytest.raises(InvalidRequest, match=CommonCode.KEY_REUSED):
        counter.perform(Once("me", "key-1", "another fingerprint"))


def test_a_job_in_somebody_s_hands_is_not_taken_again(counter: Counter) -> None:
    counter.fails = ValueError("died")
    with pytest.raises(ValueError, match="died"):
        counter.perform()
    counter.fails = None
    with pytest.raises(Conflict, match=CommonCode.IN_PROGRESS):
        counter.perform()
    assert (counter.taken, len(counter.ran)) == (1, 1)


def test_a_job_whose_taker_died_is_gone_on_with(counter: Counter) -> None:
    counter.fails = ValueError("died")
    with pytest.raises(ValueError, match="died"):
        counter.perform()
    counter.fails, counter.database.lapsed = None, True
    assert counter.perform()["result"] == "1 printed x"
    assert counter.ran == [Job(1, "x"), Job(1, "x")], "the very same job"
    assert counter.taken == 1


def test_who_settles_second_gets_the_first_one_s_answer(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, run = counter.database, counter.run

    def slowly(services: Services, job: Job) -> str:
        outcome = run(services, job)
        if len(counter.ran) == 1:
            database.lapsed = True
            assert counter.perform()["result"] == "1 printed x"
        return outcome

    monkeypatch.setattr(counter, "run", slowly)
    answer = counter.perform()
    assert (answer["result"], answer["replayed"]) == ("1 printed x", True)
    assert len(counter.settled) == 1


def test_a_refusal_that_is_returned_leaves_the_key_free(counter: Counter) -> None:
    counter.refuses = Unavailable(BillingCode.FILE_NOT_FOUND)
    assert counter.perform()["error"]["code"] == BillingCode.FILE_NOT_FOUND
    assert counter.database.rows == {}
    counter.refuses = None
    assert counter.perform()["result"] == "2 printed x"


def test_what_a_taker_refuses_leaves_nothing(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_work: Work, *, name: str) -> Job:
        raise Conflict(BillingCode.FILE_IN_DEBT)

    monkeypatch.setattr(counter, "take", refuse)
    with pytest.raises(Conflict):
        counter.perform()
    assert counter.database.rows == {}
