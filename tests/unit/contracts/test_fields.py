"""How a request's values are read: in any script, within bounds, and never with a crash."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError, fields

from contracts.codec import (
    BooleanField,
    CodeField,
    IntegerField,
    MomentField,
    QuantityField,
    TextField,
    field_for,
    fold_letters,
    latin_digits,
)
from contracts.shapes import Limit, Quantity, Rials, ShortText
from contracts.terms import Outcome

PERSIAN, ARABIC = "۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩"
LARGEST = 2**63 - 1

scripts = st.sampled_from(["0123456789", PERSIAN, ARABIC])
# Whatever JSON can say, and some things besides.
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.decimals(),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(), below, max_size=3),
    max_leaves=5,
)
# What a database can store as text, without what is dropped at its ends.
storable = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")).map(str.strip)
unstorable = st.builds(
    lambda before, bad, after: f"{before}{bad}{after}",
    st.text(max_size=5),
    st.sampled_from(["\x00", "\ud800", "\udbff", "\udc00", "\udfff"]),
    st.text(max_size=5),
)


def written(number: object, digits: str) -> str:
    return str(number).translate(
        {ord(latin): digit for latin, digit in zip("0123456789", digits, strict=True)}
    )


def read(field: fields.Field[Any], value: Any) -> Any:
    return field.deserialize(value)


def is_refused(field: fields.Field[Any], value: Any) -> bool:
    try:
        read(field, value)
    except ValidationError:
        return True
    return False


FIELDS = [
    TextField(),
    CodeField(),
    IntegerField(),
    BooleanField(),
    QuantityField(),
    MomentField(),
    field_for(Outcome),
    field_for(list[int]),
]


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: type(field).__name__)
@given(value=anything)
def test_any_value_is_read_or_refused(field: fields.Field[Any], value: Any) -> None:
    assert is_refused(field, value) or read(field, value) is not None


# ------------------------------------------------------------------------------------------------------------ text


@given(st.text())
def test_folding_twice_folds_once(text: str) -> None:
    assert latin_digits(latin_digits(text)) == latin_digits(text)
    assert fold_letters(fold_letters(text)) == fold_letters(text)
    assert len(latin_digits(text)) == len(fold_letters(text)) == len(text)


def test_letters_and_digits_of_three_scripts() -> None:
    assert fold_letters("علي و كمال") == "علی و کمال"
    assert latin_digits(f"{PERSIAN} {ARABIC} 0123456789") == " ".join(["0123456789"] * 3)


@given(storable)
def test_prose_keeps_its_digits_and_loses_arabic_letters(text: str) -> None:
    assert read(TextField(), f" {text}\n") == fold_letters(text)


@given(storable)
def test_a_code_loses_its_digits_script_and_keeps_its_letters(text: str) -> None:
    assert read(CodeField(), f"\t{text} ") == latin_digits(text)


@pytest.mark.parametrize("field", [TextField(), CodeField()], ids=["text", "code"])
@given(text=unstorable)
def test_what_no_database_stores_is_refused(field: fields.Field[Any], text: str) -> None:
    assert is_refused(field, text)


@given(st.text(st.sampled_from(" \t\n\u2003\u00a0")))
def test_spaces_alone_are_no_text(spaces: str) -> None:
    assert is_refused(field_for(ShortText), spaces)


def test_length_counts_what_is_left_after_the_spaces() -> None:
    assert read(field_for(ShortText), "  " + "ب" * 200 + "  ") == "ب" * 200
    assert is_refused(field_for(ShortText), "ب" * 201)


@given(
    st.integers() | st.booleans() | st.floats() | st.lists(st.text()) | st.dictionaries(st.text(), st.text())
)
def test_text_is_text(value: Any) -> None:
    assert is_refused(TextField(), value)
    assert is_refused(CodeField(), value)


# -------------------------------------------------------------------------------------------------------- integers


@given(st.integers(-LARGEST, LARGEST), scripts)
def test_a_whole_number_in_any_script(number: int, digits: str) -> None:
    assert read(IntegerField(), number) == number
    assert read(IntegerField(), f" {written(number, digits)} ") == number


@given(st.integers(min_value=LARGEST + 1) | st.integers(max_value=-LARGEST - 1))
def test_what_64_bits_cannot_hold_is_refused(number: int) -> None:
    assert is_refused(IntegerField(), number)
    assert is_refused(IntegerField(), written(number, PERSIAN))


@given(st.floats())
def test_a_number_with_a_fraction_is_refused(number: float) -> None:
    if number.is_integer() and abs(number) <= LARGEST:
        assert read(IntegerField(), number) == number
    else:
        assert is_refused(IntegerField(), number)


@pytest.mark.parametrize(
    "value", [True, False, "", " ", "1.0", "1e3", "0x10", "یک", "1 000", "1,000", "−7", None]
)
def test_no_whole_number(value: Any) -> None:
    assert is_refused(IntegerField(), value)


def test_an_endless_row_of_digits_is_refused() -> None:
    assert is_refused(IntegerField(), "9" * 100_000)


@pytest.mark.parametrize(("number", "good"), [(0, False), (1, True), (10**15, True), (10**15 + 1, False)])
def test_an_amount_is_bounded(number: int, good: bool) -> None:
    assert is_refused(field_for(Rials), number) is not good


@pytest.mark.parametrize(("number", "good"), [(0, False), (1, True), (200, True), (201, False)])
def test_a_page_is_bounded(number: int, good: bool) -> None:
    assert is_refused(field_for(Limit), number) is not good


# -------------------------------------------------------------------------------------------------------- booleans


@pytest.mark.parametrize(
    ("value", "meant"),
    [(True, True), (False, False), ("true", True), ("false", False), ("1", True), ("0", False)],
)
def test_true_and_false(value: Any, meant: bool) -> None:
    assert read(BooleanField(), value) is meant


@pytest.mark.parametrize("value", ["", "yes", "no", "on", "off", "TRUE", "t", "۱", 2, -1, 0.5, [], {}, None])
def test_neither_true_nor_false(value: Any) -> None:
    assert is_refused(BooleanField(), value)


@pytest.mark.parametrize("value", [1, 0, 1.0, 0.0], ids=repr)
def test_a_number_is_no_boolean(value: float) -> None:
    assert is_refused(BooleanField(), value)


# ------------------------------------------------------------------------------------------------------ quantities


@given(st.decimals(Decimal("-1e9"), Decimal("1e9"), places=2), scripts, st.sampled_from([".", "٫"]))
def test_a_quantity_in_any_script(number: Decimal, digits: str, point: str) -> None:
    assert read(QuantityField(), f" {written(number, digits).replace('.', point)} ") == number


@given(st.decimals(Decimal("-1e12"), Decimal("1e12"), allow_nan=False, places=6))
def test_more_than_two_decimals_are_refused_and_fewer_kept(number: Decimal) -> None:
    if number == number.quantize(Decimal("0.01")):
        assert read(QuantityField(), str(number)) == number
    else:
        assert is_refused(QuantityField(), str(number))


@pytest.mark.parametrize(
    "value", ["NaN", "sNaN", "Infinity", "-inf", float("nan"), float("inf"), True, False, "", "x"]
)
def test_no_quantity(value: Any) -> None:
    assert is_refused(QuantityField(), value)


@pytest.mark.parametrize(
    "value", [10**27, 1e30, "1e30", "1e999999", "-1e40", "9" * 40, "1e-999999", "0e99999999"]
)
def test_a_quantity_beyond_all_measure_is_refused(value: Any) -> None:
    assert is_refused(field_for(Quantity), value)


@pytest.mark.parametrize(
    ("value", "good"), [("0", False), ("0.01", True), ("۹۹۹۹۹۹", True), ("999999.01", False), ("-1", False)]
)
def test_a_quantity_is_bounded(value: str, good: bool) -> None:
    assert is_refused(field_for(Quantity), value) is not good


# --------------------------------------------------------------------------------------------------------- moments


@given(
    st.datetimes(datetime(1900, 1, 1), datetime(2500, 1, 1)),
    st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)
def test_a_moment_keeps_its_offset(naive: datetime, offset: timezone) -> None:
    moment = naive.replace(tzinfo=offset)
    assert read(MomentField(), moment.isoformat()) == moment


@given(st.datetimes())
def test_a_moment_without_an_offset_is_refused(naive: datetime) -> None:
    assert is_refused(MomentField(), naive.isoformat())
    assert read(MomentField(), naive.replace(tzinfo=UTC).isoformat()) == naive.replace(tzinfo=UTC)


# ----------------------------------------------------------------------------------------------------------- terms


@given(st.text())
def test_only_the_glossarys_words_are_terms(word: str) -> None:
    known = word in {str(outcome) for outcome in Outcome}
    assert is_refused(field_for(Outcome), word) is not known


def test_terms_are_read_by_their_value() -> None:
    assert [read(field_for(Outcome), str(outcome)) for outcome in Outcome] == list(Outcome)
