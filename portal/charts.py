"""Charts as SVG, for who would rather look than read; the page has the same figures in a table beside them."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from portal.wording import language, number

_WIDTH = 640
_ROW = 30
_HEIGHT = 220


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
    names, room = 190, _WIDTH - 190 - 90
    rows = [_row(place, figure, most, names, room) for place, figure in enumerate(figures)]
    return _svg(title, len(figures) * _ROW + 6, Markup("").join(rows))


def columns(title: str, figures: Sequence[Bar]) -> Markup:
    """Columns in the order of reading: for months, days, ages. Nothing for no figures."""
    if not figures:
        return Markup("")
    most = max([1.0, *(f.value for f in figures)])
    step = _WIDTH / len(figures)
    base = _HEIGHT - 30
    drawn = []
    for place, figure in enumerate(figures):
        height = round((base - 26) * figure.value / most, 1)
        left = _from_start(place * step, step)
        middle = round(left + step / 2, 1)
        drawn.append(
            Markup(
                '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="3"/>'
                '<text x="{}" y="{}" text-anchor="middle">{}</text>'
                '<text class="muted" x="{}" y="{}" text-anchor="middle">{}</text>'
            ).format(
                _class(figure.kind), round(left + step * 0.18, 1), base - height, round(step * 0.64, 1), height,
                middle, base - height - 6, _isolated(figure.shown or number(figure.value)),
                middle, _HEIGHT - 10, _isolated(figure.name),
            )
        )  # fmt: skip
    line = Markup('<line x1="0" x2="{}" y1="{}" y2="{}"/>').format(_WIDTH, base, base)
    return _svg(title, _HEIGHT, Markup("").join([line, *drawn]))


def _row(place: int, figure: Bar, most: float, names: int, room: int) -> Markup:
    top = place * _ROW + 4
    width = round(room * figure.value / most, 1)
    behind = Markup("")
    if figure.limit is not None:
        limit = round(room * figure.limit / most, 1)
        behind = Markup('<rect class="bar-soft" x="{}" y="{}" width="{}" height="20" rx="4"/>').format(
            _from_start(names, limit), top, limit
        )
    rtl = language() == "fa"
    return behind + Markup(
        '<text x="{}" y="{}" text-anchor="{}">{}</text>'
        '<rect class="{}" x="{}" y="{}" width="{}" height="20" rx="4"/>'
        '<text x="{}" y="{}" text-anchor="{}">{}</text>'
    ).format(
        _point(names - 10), top + 15, "end" if not rtl else "start", _isolated(figure.name),
        _class(figure.kind), _from_start(names, width), top, width,
        _point(names + max(width, room * (figure.limit or 0) / most) + 8), top + 15,
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
