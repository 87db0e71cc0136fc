"""What the mutants take out is there to be taken out: a renamed function would make one of them change nothing."""

import inspect
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from sqlalchemy import create_engine, text

from tests.faults import promises
from tests.faults.mutants import MUTANTS
from tests.faults.surgery import Surgery

_PROMISES = {sentence for name, sentence in vars(promises).items() if name.isupper()}


@pytest.fixture
def notes() -> list[str]:
    """What was executed."""
    return []


@pytest.fixture
def surgery(notes: list[str]) -> Iterator[Surgery]:
    """An operation, of which nothing is left afterwards."""
    operation = Surgery(notes.append)
    yield operation
    operation.undo()


@pytest.mark.parametrize("name", sorted(MUTANTS))
def test_a_mutant_takes_out_what_is_there_and_is_found_by_checks_that_there_are(
    name: str, surgery: Surgery
) -> None:
    MUTANTS[name].take_out(surgery)
    assert surgery.replaced
    assert MUTANTS[name].found_by
    assert set(MUTANTS[name].found_by) <= _PROMISES
    assert MUTANTS[name].what.endswith(".")


@pytest.mark.parametrize("name", sorted(MUTANTS))
def test_what_is_put_in_is_called_as_what_was_there(name: str, surgery: Surgery) -> None:
    replaced: list[tuple[str, Callable[..., object], Callable[..., object]]] = []
    put = surgery.put

    def putting(owner: object, **functions: Callable[..., object]) -> None:
        replaced.extend((each, vars(owner)[each], function) for each, function in functions.items())
        put(owner, **functions)

    surgery.put = putting  # type: ignore[method-assign]  # what is put is looked at on the way
    MUTANTS[name].take_out(surgery)
    for each, original, function in replaced:
        wanted = inspect.signature(original).parameters.values()
        arguments = [object() for one in wanted if one.kind is one.POSITIONAL_OR_KEYWORD]
        keywords = {one.name: object() for one in wanted if one.kind is one.KEYWORD_ONLY}
        assert inspect.signature(function).bind(*arguments, **keywords), each


def test_what_is_not_there_cannot_be_replaced(surgery: Surgery) -> None:
    class There:
        """Somebody's class."""

    with pytest.raises(KeyError):
        surgery.put(There, gone=lambda there: None)
    module = SimpleNamespace(__name__="there", QUERY=text("SELECT 1"))
    with pytest.raises(LookupError):
        surgery.cut(module, "QUERY", "FOR UPDATE")  # type: ignore[arg-type]  # as good as a module


def test_only_what_was_executed_is_noted_and_only_once(surgery: Surgery, notes: list[str]) -> None:
    class There:
        """Somebody's class."""

        def answer(self) -> int:
            """Says 1."""
            return 1

    module = SimpleNamespace(__name__="there", QUERY=text("SELECT 1 WHERE false"))
    surgery.put(There, answer=lambda there: 2)
    surgery.cut(module, "QUERY", "WHERE false")  # type: ignore[arg-type]  # as good as a module
    assert notes == []
    assert [There().answer(), There().answer()] == [2, 2]
    with create_engine("sqlite://").connect() as connection:
        assert connection.execute(module.QUERY).scalar() == 1
    assert notes == ["There.answer", "there.QUERY"]
    surgery.undo()
    assert There().answer() == 1
    assert module.QUERY.text == "SELECT 1 WHERE false"
