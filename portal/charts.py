"""Charts as SVG, for who would rather look than read; the page has the same figures in a table beside them."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from portal.wording import language, number

# About as wide as a phone, so that its letters are as large there as those of the page.
_WIDTH = 400
_ROW = 30
_HEIGHT = 180
_NAMES, _FIGURES = 140, 65
_WIDEST_COLUMN = 56
_MOST_NAMES = 6


@dataclass(frozen=True)
class Bar:
    """One figure: its name, its value, what is written beside it, and its kind (``danger``, ``warning``, ``soft``)."""

    name: str
    value: float
    shown: str = ""
    kind: str = ""
    limit: float | None = None  # drawn behind it: a capacity


def bars(title: str, figures: Sequence[Bar]) -> Markup:
    """Horizontal bars with names: for comparing few things of one kind. Nothing for no figures."""
    if not figures:
        return Markup("")
    most = max([1.0, *(max(f.value, f.limit or 0) for f in figures)])
    rows = [_row(place, figure, most) for place, figure in enumerate(figures)]
    return _svg(title, len(figures) * _ROW + 6, Markup("").join(rows))


def columns(title: str, figures: Sequence[Bar]) -> Markup:
    """Columns in the order of reading: for months, days, ages; of many, every second has its name and figure."""
    if not figures:
        return Markup("")
    most = max([1.0, *(f.value for f in figures)])
    step = _WIDTH / len(figures)
    thick = min(step * 0.64, _WIDEST_COLUMN)
    base = _HEIGHT - 30
    drawn = []
    for place, figure in enumerate(figures):
        told = len(figures) <= _MOST_NAMES or (len(figures) - place) % 2 == 1
        height = round((base - 26) * figure.value / most, 1)
        left = _from_start(place * step, step)
        middle = round(left + step / 2, 1)
        drawn.append(
            Markup(
                '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="3"/>'
                '<text x="{}" y="{}" text-anchor="middle">{}</text>'
                '<text class="muted" x="{}" y="{}" text-anchor="middle">{}</text>'
            ).format(
                _class(figure.kind), round(middle - thick / 2, 1), base - height, round(thick, 1), height,
                middle, base - height - 6, _isolated(figure.shown or number(figure.value)) if told else "",
                middle, _HEIGHT - 10, _isolated(figure.name) if told else "",
            )
        )  # fmt: skip
    line = Markup('<line x1="0" x2="{}" y1="{}" y2="{}"/>').format(_WIDTH, base, base)
    return _svg(title, _HEIGHT, Markup("").join([line, *drawn]))


def _row(place: int, figure: Bar, most: float) -> Markup:
    room = _WIDTH - _NAMES - _FIGURES
    top = place * _ROW + 4
    width = round(room * figure.value / most, 1)
    behind = Markup("")
    if figure.limit is not None:
        limit = round(room * figure.limit / most, 1)
        behind = Markup('<rect class="bar-soft" x="{}" y="{}" width="{}" height="20" rx="4"/>').format(
            _from_start(_NAMES, limit), top, limit
        )
    rtl = language() == "fa"
    return behind + Markup(
        '<text x="{}" y="{}" text-anchor="{}">{}</text>'
        '<rect class="{}" x="{}" y="{}" width="{}" height="20" rx="4"/>'
        '<text x="{}" y="{}" text-anchor="{}">{}</text>'
    ).format(
        _point(_NAMES - 10), top + 15, "end" if not rtl else "start", _isolated(figure.name),
        _class(figure.kind), _from_start(_NAMES, width), top, width,
        _point(_NAMES + max(width, room * (figure.limit or 0) / most) + 8), top + 15,
        "start" if not rtl else "end", _isolated(figure.shown or number(figure.value)),
    )  # fmt: skip


def _from_start(offset: float, width: float) -> float:
    """The left edge of what is so wide and so far from where reading starts."""
    return round(_WIDTH - offset - width if language() == "fa" else offset, 1)


def _point(offset: float) -> float:
    return _from_start(offset, 0)


def _isolated(text: str) -> str:
    """In its own direction: the drawing's is from left to right, whatever the language."""
    return f"\u2068{text}\u2069"


def _class(kind: str) -> str:
    return "bar" if not kind else f"bar-{kind}"


def _svg(title: str, height: float, inner: Markup) -> Markup:
    return Markup(
        '<svg class="chart" viewBox="0 0 {} {}" direction="ltr" role="img" aria-label="{}">{}</svg>'
    ).format(_WIDTH, height, title, inner)
