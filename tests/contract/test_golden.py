"""What crosses the bus is what was reviewed, survives the crossing, and tolerates what it should."""

import dataclasses
import json
from collections.abc import Iterator
from typing import Any, get_args, get_origin

import pytest

from contracts.auth import UserCreated, UserUpdated
from contracts.billing import GateSnapshot
from contracts.codec import Method, bare_hint, decoder, encoder, fields_of, methods_of, schema_of
from contracts.errors import CommonCode, InvalidRequest
from contracts.inspection import AppointmentCancelled, AppointmentSet, ReportException, ReportFiled
from contracts.referral import FileSnapshot, NewMeter
from contracts.topology import APIS
from tests.contract.instances import arguments_of, dataclasses_of, instance_of
from tests.contract.wire import (
    COMMAND,
    FOLDER,
    NAMES,
    events_of,
    golden_of,
    path_of,
    required_of,
    result_of,
    text_of,
    types_of,
)

UNKNOWN = "not_in_this_version"

METHODS = [
    pytest.param(name, method, id=f"{name}.{method.name}")
    for name, api in APIS.items()
    for method in methods_of(api)
]
# Everything that travels whole: events, the dataclasses of results, and results that are none (lists, nothing).
TRAVELLERS = {
    **{f"{cls.source}.{cls.name}": cls for name in APIS for cls in events_of(name)},
    **{f"{name}:{cls}": cls for name in NAMES for cls in types_of(name)},
    **{f"{name}.{m.name}": result_of(name, m) for name, api in APIS.items() for m in methods_of(api)},
}
travellers = pytest.mark.parametrize("hint", TRAVELLERS.values(), ids=TRAVELLERS.keys())
least = pytest.mark.parametrize("least", [False, True], ids=["full", "least"])


def through_json(wire: Any) -> Any:
    return json.loads(json.dumps(wire, ensure_ascii=False))


def with_unknown(hint: Any, wire: Any) -> Any:
    """The same wire form as a later version of the contract might write it: one member more in every map."""
    bare, _, _ = bare_hint(hint)
    if wire is None:
        return None
    if get_origin(bare) is list:
        return [with_unknown(get_args(bare)[0], item) for item in wire]
    if not dataclasses.is_dataclass(get_origin(bare) or bare):
        return wire
    known = {name: with_unknown(sub, wire[name]) for name, sub in fields_of(bare).items()}
    return {UNKNOWN: {"of": ["any", 1, True]}, **known}


def strangers(value: Any, where: str) -> Iterator[str]:
    """Where a wire form has anything but strings, integers, booleans, lists, maps and the absence of these."""
    if isinstance(value, dict):
        for key, below in value.items():
            if type(key) is not str:
                yield f"{where}: key {key!r}"
            yield from strangers(below, f"{where}.{key}")
    elif isinstance(value, list):
        for position, below in enumerate(value):
            yield from strangers(below, f"{where}.{position}")
    elif value is not None and type(value) not in (str, int, bool):
        yield f"{where}: {type(value).__name__}"


# -------------------------------------------------------------------------------------------------- as reviewed


@pytest.mark.parametrize("name", NAMES)
def test_the_wire_is_as_committed(name: str) -> None:
    committed = json.loads(path_of(name).read_text(encoding="utf-8"))
    assert golden_of(name) == committed, f"contracts.{name} changed: if that is meant, `{COMMAND}`"
    assert text_of(name) == path_of(name).read_text(encoding="utf-8"), f"only its form differs: `{COMMAND}`"


def test_no_golden_file_is_left_over() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(NAMES)


@pytest.mark.parametrize("name", APIS)
def test_a_contract_says_everything_once(name: str) -> None:
    golden = golden_of(name)
    assert len(golden["events"]) == len(events_of(name))
    assert all(
        golden["methods"][method.name]["arguments"].keys() == method.parameters.keys()
        for method in methods_of(APIS[name])
    )
    assert all(cls.source == name for cls in events_of(name))


# -------------------------------------------------------------------------------------------------- there and back


@least
@travellers
def test_what_is_encoded_is_decoded(hint: Any, least: bool) -> None:
    sent = instance_of(hint, least=least)
    wire = encoder(hint)(sent)
    assert list(strangers(wire, "wire")) == []
    assert through_json(wire) == wire
    assert decoder(hint)(through_json(wire)) == sent


@travellers
def test_unknown_fields_of_events_and_results_are_ignored(hint: Any) -> None:
    sent = instance_of(hint)
    wire = with_unknown(hint, encoder(hint)(sent))
    assert dataclasses_of(hint) == set() or UNKNOWN in json.dumps(wire)
    assert decoder(hint)(through_json(wire)) == sent


def test_a_field_with_a_default_may_be_missing() -> None:
    wire = encoder(AppointmentSet)(instance_of(AppointmentSet))
    del wire["set_at"]
    assert decoder(AppointmentSet)(wire) == dataclasses.replace(instance_of(AppointmentSet), set_at=None)


# What the events of 0.1 did not have, wherever in them it stands: a service that is not renewed yet sends them so.
LATER_FIELDS: dict[type, frozenset[str]] = {
    UserCreated: frozenset({"mobile"}),
    UserUpdated: frozenset({"mobile"}),
    FileSnapshot: frozenset({"address", "meters_revision", "owner_name", "referred_at"}),
    AppointmentSet: frozenset({"address", "reason", "remarks"}),
    AppointmentCancelled: frozenset({"reason"}),
    ReportFiled: frozenset({"meters_revision", "mismatches"}),
    GateSnapshot: frozenset({"invoice_due_rials", "meters_revision"}),
}


@pytest.mark.parametrize("cls", LATER_FIELDS, ids=lambda cls: cls.__name__)
def test_what_a_service_of_the_first_version_sends_is_understood(cls: type) -> None:
    """What it cannot say takes its default, and nothing else of it changes."""
    sent = instance_of(cls)
    wire = {name: value for name, value in encoder(cls)(sent).items() if name not in LATER_FIELDS[cls]}
    assert len(wire) == len(fields_of(cls)) - len(LATER_FIELDS[cls])
    read = vars(decoder(cls)(through_json(wire)))
    assert all(read[name] == vars(sent)[name] for name in wire)
    assert not any(read[name] for name in LATER_FIELDS[cls])


def test_lists_keep_their_order_and_maps_their_keys() -> None:
    assert decoder(list[str])(encoder(list[str])(["ب", "ا", "ب"])) == ["ب", "ا", "ب"]
    assert decoder(dict[str, int])(encoder(dict[str, int])({"۲": 2, "1": 1})) == {"۲": 2, "1": 1}


@pytest.mark.parametrize("hint", [float, bytes, tuple[int, int], set[str], int | str, object])
def test_what_the_bus_cannot_carry_is_no_contract(hint: Any) -> None:
    with pytest.raises(TypeError):
        encoder(hint)
    with pytest.raises(TypeError):
        decoder(hint)


# -------------------------------------------------------------------------------------------------------- requests


@least
@pytest.mark.parametrize(("name", "method"), METHODS)
def test_arguments_arrive_as_they_were_sent(name: str, method: Method, least: bool) -> None:
    sent = arguments_of(method.parameters, required_of(name, method), least=least)
    wire = method.encode_arguments(sent)
    assert list(strangers(wire, "wire")) == []
    assert method.decode_arguments(through_json(wire)) == sent


@pytest.mark.parametrize(("name", "method"), METHODS)
def test_an_unknown_argument_is_refused(name: str, method: Method) -> None:
    wire = method.encode_arguments(arguments_of(method.parameters, required_of(name, method)))
    with pytest.raises(InvalidRequest) as refusal:
        method.decode_arguments({**wire, UNKNOWN: 1})
    assert refusal.value.code == CommonCode.INVALID
    assert refusal.value.errors.keys() == {UNKNOWN}


@pytest.mark.parametrize(("name", "method"), METHODS)
def test_who_asks_is_never_among_the_arguments(name: str, method: Method) -> None:
    wire = method.encode_arguments(arguments_of(method.parameters, required_of(name, method)))
    assert "caller" not in method.parameters
    with pytest.raises(InvalidRequest):
        method.decode_arguments({**wire, "caller": {"id": "me", "role": "it"}})


@pytest.mark.parametrize(
    ("name", "method", "missing"),
    [
        pytest.param(*case.values, key, id=f"{case.id}-{key}")
        for case in METHODS
        for key in required_of(*case.values)  # type: ignore[arg-type]  # a case is (name, method)
    ],
)
def test_a_required_argument_is_required(name: str, method: Method, missing: str) -> None:
    wire = method.encode_arguments(arguments_of(method.parameters, required_of(name, method)))
    del wire[missing]
    with pytest.raises(InvalidRequest) as refusal:
        method.decode_arguments(wire)
    assert refusal.value.errors.keys() == {missing}


@pytest.mark.parametrize("cls", [NewMeter, ReportException])
def test_unknown_fields_inside_an_argument_are_refused(cls: type) -> None:
    wire = encoder(cls)(instance_of(cls))
    assert schema_of(cls)().load(wire) == instance_of(cls)
    assert schema_of(cls)().validate({**wire, UNKNOWN: 1}).keys() == {UNKNOWN}


@pytest.mark.parametrize(("name", "method"), METHODS)
def test_an_argument_of_another_type_is_refused(name: str, method: Method) -> None:
    wire = method.encode_arguments(arguments_of(method.parameters, required_of(name, method)))
    for key in wire:
        with pytest.raises(InvalidRequest) as refusal:
            method.decode_arguments({**wire, key: 1 if isinstance(wire[key], dict) else {"of": 1}})
        assert refusal.value.errors.keys() == {key}
