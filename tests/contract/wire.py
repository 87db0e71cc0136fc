"""What the contracts put on the wire, as text to be compared: ``python -m tests.contract.wire`` writes it anew.

One file per contract. A change of a contract changes its file, so that a reviewer sees what peers will notice.
"""

import dataclasses
import importlib
import inspect
import json
import pkgutil
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from types import ModuleType
from typing import Any, get_origin, get_type_hints

from contracts import shapes, terms
from contracts.codec import Method, encoder, fields_of, methods_of
from contracts.events import Event
from contracts.topology import APIS
from tests.contract.instances import dataclasses_of, has_rules, instance_of, rules_of, type_name

FOLDER = Path(__file__).parent / "golden"
COMMAND = "python -m tests.contract.wire"
NAMES = (*APIS, "shapes")
# Base classes: nobody sends them.
_BASES = ("Event", "FileEvent")


def modules_of(name: str) -> Iterator[ModuleType]:
    """A contract's module, and those in it if it is a package: in that order things are declared."""
    contract = importlib.import_module(f"contracts.{name}")
    yield contract
    for found in pkgutil.iter_modules(getattr(contract, "__path__", ())):
        yield importlib.import_module(f"{contract.__name__}.{found.name}")


def events_of(name: str) -> list[type[Event]]:
    """The events that a contract declares, in its order."""
    return [cls for cls in _declared(name) if issubclass(cls, Event) and cls.__name__ not in _BASES]


def types_of(name: str) -> list[Any]:
    """Every dataclass that a contract declares or answers with, events apart, by name."""
    found: set[Any] = {cls for cls in _declared(name) if not issubclass(cls, Event | shapes.Code)}
    if name in APIS:
        for method in methods_of(APIS[name]):
            found |= {cls for cls in dataclasses_of(result_of(name, method)) if get_origin(cls) is not None}
    return sorted((cls for cls in found if cls is not shapes.Page), key=type_name)


def result_of(name: str, method: Method) -> Any:
    """The hint of a method's result."""
    function = getattr(APIS[name], method.name)
    return get_type_hints(function, include_extras=True)["return"]


def required_of(name: str, method: Method) -> list[str]:
    """The parameters without which a method cannot be called."""
    parameters = inspect.signature(getattr(APIS[name], method.name)).parameters
    return [key for key in method.parameters if parameters[key].default is inspect.Parameter.empty]


def golden_of(name: str) -> dict[str, Any]:
    """All that a contract puts on the wire."""
    told: dict[str, Any] = {"types": {type_name(cls): _samples(cls) for cls in types_of(name)}}
    if name in APIS:
        told["methods"] = {method.name: _method(name, method) for method in methods_of(APIS[name])}
        told["events"] = {cls.name: {"class": cls.__name__, **_samples(cls)} for cls in events_of(name)}
    else:
        told["terms"] = {term.__name__: [str(value) for value in term] for term in _terms()}
    return told


def text_of(name: str) -> str:
    """The same as a file's text."""
    return json.dumps(golden_of(name), ensure_ascii=False, indent=1) + "\n"


def path_of(name: str) -> Path:
    """Where it is kept."""
    return FOLDER / f"{name}.json"


def _terms() -> list[type[StrEnum]]:
    return [
        value
        for value in vars(terms).values()
        if isinstance(value, type) and value.__module__ == terms.__name__
    ]


def _declared(name: str) -> list[Any]:
    return [
        value
        for module in modules_of(name)
        for value in vars(module).values()
        if isinstance(value, type) and dataclasses.is_dataclass(value) and value.__module__ == module.__name__
    ]


def _samples(cls: Any) -> dict[str, Any]:
    encode = encoder(cls)
    least = instance_of(cls, least=True)
    nulls = [field for field in fields_of(cls) if getattr(least, field) is None]
    rules = {field: rules_of(hint) for field, hint in fields_of(cls).items() if has_rules(hint)}
    told = {"full": encode(instance_of(cls)), "nullable": nulls, "rules": rules}
    return {key: value for key, value in told.items() if value}


def _method(name: str, method: Method) -> dict[str, Any]:
    parameters = inspect.signature(getattr(APIS[name], method.name)).parameters
    return {
        "kind": "command" if method.is_command else "query",
        "answer_is_kept": method.keeps_answer,
        "takes_caller": method.takes_caller,
        "arguments": {
            key: {
                "rules": rules_of(hint),
                **_default(parameters[key].default),
                "sample": encoder(hint)(instance_of(hint, key)),
            }
            for key, hint in method.parameters.items()
        },
        "result": type_name(result_of(name, method)),
    }


def _default(default: object) -> dict[str, object]:
    return {} if default is inspect.Parameter.empty else {"default": default}


def write() -> None:
    """Write every file, and say what changed."""
    FOLDER.mkdir(exist_ok=True)
    for name in NAMES:
        path, text = path_of(name), text_of(name)
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(text, encoding="utf-8")
        print(f"{'unchanged' if text == before else 'written  '} {path.name}")


if __name__ == "__main__":
    write()
