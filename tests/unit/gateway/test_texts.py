"""What people read: a sentence for every code, a Persian message for every rule of validation."""

import re
from enum import StrEnum
from typing import Any

import pytest
from marshmallow import Schema, ValidationError, fields, validate

import contracts.errors
from contracts.codec import BooleanField, CodeField, IntegerField, MomentField, QuantityField, TextField
from contracts.errors import BillingCode, CommonCode, ReferralCode
from contracts.terms import Phase
from gateway.errors import status_of
from gateway.operations import STATUS_OF_CODE
from gateway.schemas import EitherDateField, EitherMomentField
from gateway.texts import detail, field_errors, field_message, title
from gateway.texts.codes import SENTENCES

CODES = [
    code
    for enum in vars(contracts.errors).values()
    if isinstance(enum, type) and issubclass(enum, StrEnum) and enum is not StrEnum
    for code in enum
]
PERSIAN = re.compile(r"[\u0600-\u06ff]")
LATIN_SENTENCE = re.compile(r"[A-Za-z]{3,} [a-z]{2,} [a-z]{2,}")


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_its_sentences_and_status(code: str) -> None:
    persian, english = detail(code, {}, "fa"), detail(code, {}, "en")
    assert PERSIAN.search(persian)
    assert not LATIN_SENTENCE.search(persian)
    assert not PERSIAN.search(english)
    assert persian.endswith(".")
    assert english.endswith(".")
    assert "{" not in persian + english
    assert "[" not in persian + english
    assert code in STATUS_OF_CODE


def test_no_sentence_is_left_over() -> None:
    assert set(SENTENCES) == set(CODES) == set(STATUS_OF_CODE)


@pytest.mark.parametrize("code", CODES)
def test_the_documented_status_fits_the_few_fixed_ones(code: str) -> None:
    fixed = status_of(contracts.errors.InternalError(code))
    assert fixed in (500, STATUS_OF_CODE[code])


@pytest.mark.parametrize("status", sorted({*STATUS_OF_CODE.values(), 429}))
def test_every_status_has_a_title(status: int) -> None:
    assert PERSIAN.search(title(status, "fa"))
    assert not PERSIAN.search(title(status, "en"))


def test_an_unknown_code_is_an_internal_error() -> None:
    assert detail("tomorrow.new_code", {}, "en") == detail(CommonCode.INTERNAL, {}, "en")


def test_amounts_are_grouped_and_in_the_readers_digits() -> None:
    params = {"debt_rials": 1_725_000}
    assert "(1,725,000 rials)" in detail(BillingCode.FILE_IN_DEBT, params, "en")
    assert "(۱٬۷۲۵٬۰۰۰ ریال)" in detail(BillingCode.FILE_IN_DEBT, params, "fa")


def test_a_part_without_its_parameters_is_left_out() -> None:
    code = ReferralCode.METER_BEYOND_CATALOGUE
    assert detail(code, {}, "en") == "The meter is beyond the largest class of the catalogue."
    assert "“A”" in detail(code, {"label": "A"}, "en")
    assert "160 m³/h" in detail(code, {"label": "A", "max_consumption": 160, "max_area": 5000}, "en")
    assert "۱۶۰ مترمکعب" in detail(code, {"max_consumption": "160", "max_area": "5000"}, "fa")


def test_a_word_with_braces_is_no_template() -> None:
    assert "{x}" in detail(ReferralCode.INSPECTOR_NOT_ELIGIBLE, {"why": "{x}"}, "en")


BAD: dict[str, tuple[fields.Field[Any], object]] = {
    "missing": (fields.String(required=True), None),
    "null": (TextField(), None),
    "text": (TextField(), 5),
    "code": (CodeField(), 5),
    "integer": (IntegerField(), "x"),
    "integer too large": (IntegerField(), 2**70),
    "boolean": (BooleanField(), "perhaps"),
    "quantity": (QuantityField(), "much"),
    "quantity nan": (QuantityField(), "nan"),
    "quantity decimals": (QuantityField(), "1.234"),
    "moment": (MomentField(), "x"),
    "date": (fields.Date(), "x"),
    "either date": (EitherDateField(), "x"),
    "either moment": (EitherMomentField(), "x"),
    "enum": (fields.Enum(Phase, by_value=True), "x"),
    "list": (fields.List(fields.String()), "x"),
    "mapping": (fields.Dict(), "x"),
    "nested": (fields.Nested(Schema), "x"),
    "pattern": (fields.String(validate=validate.Regexp("a")), "b"),
    "short": (fields.String(validate=validate.Length(min=3)), "b"),
    "long": (fields.String(validate=validate.Length(max=3)), "bbbbb"),
    "length": (fields.String(validate=validate.Length(min=3, max=4)), "bbbbb"),
    "equal length": (fields.String(validate=validate.Length(equal=3)), "bbbbb"),
    "low": (fields.Integer(validate=validate.Range(min=1)), 0),
    "high": (fields.Integer(validate=validate.Range(max=1)), 2),
    "range": (fields.Integer(validate=validate.Range(min=1, max=3)), 5),
    "one of": (fields.String(validate=validate.OneOf(["a", "b"])), "c"),
}


@pytest.mark.parametrize("name", BAD)
def test_every_message_of_validation_has_its_persian(name: str) -> None:
    field, value = BAD[name]
    schema = Schema.from_dict({"x": field})()
    with pytest.raises(ValidationError) as error:
        schema.load({} if name == "missing" else {"x": value})
    for persian in field_errors(error.value.messages_dict, "fa").values():
        assert all(PERSIAN.search(message) for message in persian), persian
    for english in field_errors(error.value.messages_dict, "en").values():
        assert not any(PERSIAN.search(message) for message in english), english


def test_unknown_fields_and_wrong_bodies_have_their_persian() -> None:
    bodies: tuple[Any, ...] = ({"y": 1}, [])
    for body in bodies:
        with pytest.raises(ValidationError) as error:
            Schema.from_dict({"x": fields.Integer()})().load(body)
        (messages,) = field_errors(error.value.messages_dict, "fa").values()
        assert PERSIAN.search(messages[0])


def test_numbers_in_messages_are_in_the_readers_digits() -> None:
    message = "Must be greater than or equal to 0.01 and less than or equal to 999999."
    assert field_message(message, "fa") == "باید میان ۰.۰۱ و ۹۹۹۹۹۹ باشد."
    assert field_message(message, "en") == message


def test_a_message_that_a_service_wrote_is_passed_on() -> None:
    assert field_message("حداکثر ۵۰۰۰ متر مربع", "fa") == "حداکثر ۵۰۰۰ متر مربع"


def test_paths_are_flat() -> None:
    errors = {"meters": {0: {"label": ["a", "b"]}}, "_schema": ["c"], "area": ["d"]}
    assert field_errors(errors, "en") == {
        "meters": ["a", "b"],
        "meters.0.label": ["a", "b"],
        "_schema": ["c"],
        "area": ["d"],
    }


def test_what_is_wrong_in_a_dict_is_said_under_its_key() -> None:
    errors = {
        "fees": {"G4": {"value": ["a"]}, "G6": {"key": ["b"], "value": ["c"]}},
        "value": {"days": ["d"]},
    }
    assert field_errors(errors, "en") == {
        "fees": ["a", "b", "c"],
        "fees.G4": ["a"],
        "fees.G6": ["b", "c"],
        "value": ["d"],
        "value.days": ["d"],
    }
