"""A receipt as a PDF of one page, to be printed on A5: joined Persian letters, Persian digits, and a QR code.

fpdf2 wants fonts as files, and one file per weight; the font that we have is variable. Its two weights are made once
per process: at its start, or when the first receipt is asked for.
"""

import atexit
import importlib.resources
import tempfile
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from threading import Lock

import segno
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from fpdf import FPDF
from fpdf.enums import Align, WrapMode, XPos, YPos

from chassis import clock
from chassis.jalali import jalali_date, tehran_date
from contracts.billing import ReceiptPart, ReceiptView
from gateway.receipts.words import rials_in_words
from gateway.texts import receipts as texts

CONTENT_TYPE = "application/pdf"
_WIDTH, _HEIGHT, _MARGIN = 148.0, 210.0, 12.0
_INNER = _WIDTH - 2 * _MARGIN
_LABEL, _LINE = 34.0, 6.2
_QR = 34.0
_FOOT = _HEIGHT - _MARGIN - _QR
_FONT = "receipt"
_WEIGHTS = {"": 400, "B": 700}
_GREY, _RED = (110, 110, 110), (170, 20, 20)

_making_fonts = Lock()


def qr_code(url: str) -> segno.QRCode:
    """The code that stands on a receipt: its address, readable with an eighth of it damaged."""
    return segno.make_qr(url, error="m")


def written(receipt: ReceiptView, *, organization: str, url: str) -> bytes:
    """The document. ``url`` is where whoever holds the paper may verify it."""
    paper = _Paper()
    paper.set_title(texts.title(receipt.number))
    paper.set_author(organization)
    paper.set_creator("Gazban")
    paper.set_lang("fa")
    paper.centred(organization, 12)
    paper.centred(texts.HEADING, 16)
    paper.rule()
    if receipt.reversed_on is not None:
        paper.warning(texts.reversed_on(receipt.reversed_on))
    for label, value in texts.facts(receipt):
        paper.fact(label, value)
    paper.amount(receipt.amount_rials)
    paper.heading(texts.PAID_FOR)
    paper.parts(receipt.parts)
    paper.verification(url, tehran_date(clock.now()))
    return bytes(paper.output())


class _Paper(FPDF):
    """One page, written from right to left."""

    def __init__(self) -> None:
        super().__init__(format=(_WIDTH, _HEIGHT))
        self.set_margin(_MARGIN)
        self.set_auto_page_break(False)
        for style, file in _font_files().items():
            self.add_font(_FONT, style, file)
        self.set_text_shaping(True, direction="rtl", script="arab", language="fas")
        self.add_page()

    def centred(self, text: str, size: float) -> None:
        """A line of the head."""
        self.set_font(_FONT, "B", size)
        self.multi_cell(_INNER, size * 0.6, text, align=Align.C, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def rule(self) -> None:
        """A line across."""
        self.ln(2)
        self.line(_MARGIN, self.get_y(), _WIDTH - _MARGIN, self.get_y())
        self.ln(3)

    def warning(self, text: str) -> None:
        """What nobody may overlook."""
        self.set_text_color(*_RED)
        self.set_font(_FONT, "B", 11)
        self.multi_cell(_INNER, 7, text, border=1, align=Align.C, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_text_color(0)
        self.ln(2)

    def heading(self, text: str) -> None:
        """What the facts below are about."""
        self.set_font(_FONT, "B", 10.5)
        self.cell(_INNER, 7, text, align=Align.R, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def fact(self, label: str, value: str, *, label_width: float = _LABEL) -> None:
        """A label at the right, and its value beside it, in as many lines as it needs."""
        top = self.get_y()
        self.set_font(_FONT, "", 10)
        self.set_text_color(*_GREY)
        self.set_xy(_WIDTH - _MARGIN - label_width, top)
        self.multi_cell(label_width, _LINE, label, align=Align.R, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        below = self.get_y()
        self.set_text_color(0)
        self.set_xy(_MARGIN, top)
        self.multi_cell(
            _INNER - label_width, _LINE, value, align=Align.R, new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )
        self.set_y(max(below, self.get_y()))

    def amount(self, rials: int) -> None:
        """The sum, in digits and in words."""
        self.ln(2)
        top = self.get_y()
        self.set_font(_FONT, "B", 15)
        self.cell(_INNER, 11, texts.rials(rials), align=Align.C, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_font(_FONT, "", 10.5)
        self.multi_cell(
            _INNER, 6.5, rials_in_words(rials), align=Align.C, new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )
        self.ln(1.5)
        self.rect(_MARGIN, top, _INNER, self.get_y() - top)
        self.ln(3)

    def parts(self, parts: Sequence[ReceiptPart]) -> None:
        """What the sum was for, as far as there is room; the last line says what the rest comes to."""
        room = max(int((_FOOT - self.get_y()) / _LINE), 1)
        shown = parts if len(parts) <= room else parts[: room - 1]
        for part in shown:
            self.fact(texts.part(part), texts.rials(part.amount_rials), label_width=_INNER * 0.62)
        if rest := parts[len(shown) :]:
            amount = sum(part.amount_rials for part in rest)
            self.fact(texts.other_parts(len(rest)), texts.rials(amount), label_width=_INNER * 0.62)

    def verification(self, url: str, printed_on: date) -> None:
        """The QR code at the foot, and beside it what it is for, and its address for those who cannot read it."""
        top = _FOOT
        self._draw(qr_code(url), _MARGIN, top)
        left = _MARGIN + _QR + 4
        self.set_font(_FONT, "", 8.5)
        self.set_xy(left, top + 2)
        self.multi_cell(
            _WIDTH - _MARGIN - left, 5, texts.VERIFY, align=Align.R, new_x=XPos.LEFT, new_y=YPos.NEXT
        )
        self.set_text_shaping(True, direction="ltr", script="latn", language="eng")
        self.set_font(_FONT, "", 7)
        self.set_x(left)
        self.multi_cell(
            _WIDTH - _MARGIN - left,
            4,
            url,
            align=Align.L,
            wrapmode=WrapMode.CHAR,
            new_x=XPos.LEFT,
            new_y=YPos.NEXT,
        )
        self.set_text_shaping(True, direction="rtl", script="arab", language="fas")
        self.set_text_color(*_GREY)
        self.set_xy(left, _HEIGHT - _MARGIN - 5)
        self.cell(_WIDTH - _MARGIN - left, 5, texts.printed_on(jalali_date(printed_on)), align=Align.R)

    def _draw(self, code: segno.QRCode, left: float, top: float) -> None:
        """Its dark modules, run by run, within the quiet zone that the standard asks for."""
        rows = [list(row) for row in code.matrix_iter(border=4)]
        side = _QR / len(rows)
        self.set_fill_color(0)
        for y, row in enumerate(rows):
            x = 0
            while x < len(row):
                end = x
                while end < len(row) and row[end]:
                    end += 1
                if end > x:
                    self.rect(left + x * side, top + y * side, (end - x) * side, side, style="F")
                x = end + 1


def prepare() -> None:
    """Make what the first receipt would have to wait for."""
    _font_files()


def _font_files() -> dict[str, Path]:
    """The font's files by style, made once."""
    with _making_fonts:
        return _made_fonts()


@cache
def _made_fonts() -> dict[str, Path]:
    folder = tempfile.TemporaryDirectory(prefix="gazban-fonts-")
    atexit.register(folder.cleanup)
    variable = (
        importlib.resources.files("fontpkg_noto_sans_arabic") / "files" / "NotoSansArabic[wdth,wght].ttf"
    )
    made = {}
    for style, weight in _WEIGHTS.items():
        with variable.open("rb") as file:
            font = instantiateVariableFont(TTFont(file), {"wght": weight, "wdth": 100})
            made[style] = Path(folder.name) / f"receipt-{weight}.ttf"
            font.save(made[style])
    return made
