"""Takes something out of the running product, and notes whether what came in its place was ever executed."""

from collections.abc import Callable
from functools import wraps
from types import ModuleType
from typing import Any

from sqlalchemy import TextClause, event, text
from sqlalchemy.engine import Engine

from tests.faults.points import put


class Surgery:
    """One operation; ``note`` is told the name of each thing that was replaced, when it is first executed."""

    def __init__(self, note: Callable[[str], None]) -> None:
        self._note = note
        self._noted: set[str] = set()
        self.replaced: list[str] = []
        self._undo: list[Callable[[], None]] = []

    def put(self, owner: Any, **functions: Callable[..., Any]) -> None:
        """Put functions into a class or a module in the place of its own, which have to be there."""
        for name, function in functions.items():
            self._keep(owner, name)
            put(owner, **{name: self._noting(self.replaced[-1], function)})

    def cut(self, module: ModuleType, name: str, words: str) -> None:
        """Take some words, which have to be there, out of a statement."""
        statement: TextClause = getattr(module, name)
        if words not in statement.text:
            raise LookupError(f"{module.__name__}.{name} does not say {words!r}")
        self._keep(module, name)
        what, changed = self.replaced[-1], text(statement.text.replace(words, ""))
        setattr(module, name, changed)

        def executing(_connection: Any, executed: Any, *_: Any) -> None:
            if executed is changed:
                self._executed(what)

        event.listen(Engine, "before_execute", executing)
        self._undo.append(lambda: event.remove(Engine, "before_execute", executing))

    def undo(self) -> None:
        """Everything as it was."""
        while self._undo:
            self._undo.pop()()

    def _keep(self, owner: Any, name: str) -> None:
        original = vars(owner)[name]
        self.replaced.append(f"{owner.__name__}.{name}")
        self._undo.append(lambda: setattr(owner, name, original))

    def _noting(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def noting(*args: Any, **kwargs: Any) -> Any:
            self._executed(name)
            return function(*args, **kwargs)

        return noting

    def _executed(self, name: str) -> None:
        if name not in self._noted:
            self._noted.add(name)
            self._note(name)
