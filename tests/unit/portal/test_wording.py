"""Digits, money, dates and words as people read them."""

from collections.abc import Iterator

import pytest
from flask import Flask

from portal import wording
from portal.charts import Bar, bars, columns


@pytest.fixture(params=["fa", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    app = Flask("x")
    with app.test_request_context(headers={"Cookie": f"language={request.param}"}):
        yield request.param


def test_money_and_numbers(language: str) -> None:
    fa = language == "fa"
    assert wording.number(1234567) == ("۱٬۲۳۴٬۵۶۷" if fa else "1,234,567")
    assert wording.number(2.5) == ("۲٫۵" if fa else "2.5")
    assert wording.number(None) == "–"
    assert wording.rials(390000).striptags() == ("۳۹۰٬۰۰۰ ریال" if fa else "390,000 rials")
    assert wording.rials(-5).striptags() == ("−۵ ریال" if fa else "−5 rials")


def test_dates(language: str) -> None:
    fa = language == "fa"
    assert wording.jdate("1405-09-01") == ("۱ آذر ۱۴۰۵" if fa else "1 Azar 1405")
    assert wording.jdate("1405-09-01", weekday=True) == ("یکشنبه ۱ آذر ۱۴۰۵" if fa else "Sunday 1 Azar 1405")
    assert wording.jtime("1405-09-01 10:30") == ("۱ آذر ۱۴۰۵، ساعت ۱۰:۳۰" if fa else "1 Azar 1405, 10:30")
    assert wording.jdate(None) == "–"


def test_words_of_the_glossary(language: str) -> None:
    assert wording.term("concealed") == ("زیرکار" if language == "fa" else "Concealed")
    assert wording.term("never heard of") == "never heard of"
    assert wording.term(None) == ""


def test_a_code_is_read_from_left_to_right(language: str) -> None:
    assert str(wording.code("19-3-<b>")).startswith('<bdi dir="ltr"')
    assert "<b>" not in str(wording.code("19-3-<b>"))


def test_what_a_person_wrote_keeps_its_lines_and_none_of_its_tags() -> None:
    assert wording.lines("a\n<script>") == "a<br>&lt;script&gt;"


def test_typed_digits_become_latin() -> None:
    assert wording.latin("۱۹-٣-x") == "19-3-x"


def test_today_in_tehran_is_a_jalali_day() -> None:
    assert wording.jalali(wording.today()).startswith("14")


def test_charts_draw_every_figure_and_escape_its_name(language: str) -> None:
    figures = [Bar("<b>", 3), Bar("b", 0, kind="danger"), Bar("c", 1, limit=6)]
    for drawn in (bars("t<", figures), columns("t<", figures)):
        assert "<b>" not in drawn
        assert drawn.count("bar-danger") == 1
        assert 'aria-label="t&lt;"' in drawn
        assert "style=" not in drawn
    assert bars("t", figures).count('class="bar-soft"') == 1
    assert bars("t", []) == columns("t", []) == ""


def test_reading_starts_where_the_language_does() -> None:
    app = Flask("x")
    edges = []
    for chosen in ("fa", "en"):
        with app.test_request_context(headers={"Cookie": f"language={chosen}"}):
            edges.append(bars("t", [Bar("a", 1)]).partition('<rect class="bar" x="')[2].partition('"')[0])
    assert edges[0] != edges[1]
