"""Identifiers."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.ids import is_id, new_id


def test_new_ids_are_ids_of_version_7_and_differ() -> None:
    made = [new_id() for _ in range(1000)]
    assert all(is_id(each) and UUID(each).version == 7 for each in made)
    assert len(set(made)) == len(made)


def test_new_ids_are_in_the_order_of_their_making() -> None:
    made = [new_id() for _ in range(1000)]
    assert made == sorted(made)


@given(st.uuids())
def test_every_uuid_could_be_an_id_in_the_one_way_we_write_it(uuid: UUID) -> None:
    assert is_id(str(uuid))
    assert is_id(str(uuid).upper()) == (str(uuid).upper() == str(uuid))


@given(st.uuids())
def test_other_spellings_of_a_uuid_are_no_ids(uuid: UUID) -> None:
    text = str(uuid)
    others = [uuid.hex, f"{{{text}}}", f"urn:uuid:{text}", f" {text}", f"{text}\n", text.replace("-", "", 1)]
    assert [other for other in others if is_id(other)] == []


@given(st.text())
def test_any_text_is_an_id_or_not(text: str) -> None:
    if is_id(text):
        assert str(UUID(text)) == text.lower()


@pytest.mark.parametrize(
    "text", ["", "1", "0" * 36, "۰" * 36, "x" * 36, "-" * 36, "\x00" * 36, "0" * 100_000]
)
def test_no_ids(text: str) -> None:
    assert not is_id(text)
