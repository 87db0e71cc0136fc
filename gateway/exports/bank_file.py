"""The file by which the bank is asked to pay inspectors: the frozen lines of a batch, in CSV."""

from flask import Response

from chassis.jalali import jalali_date
from contracts.billing import BankFile, PayoutLineView
from gateway.exports.csv_file import write_csv
from gateway.exports.download import CONTENT_TYPES, Format
from gateway.exports.table import Column, Kind, Sheet


def bank_file(file: BankFile, language: str) -> Response:
    """The file, named by the day of the freeze and the batch."""
    sheet = Sheet("فایل بانک", _columns(file), file.lines)
    name = f"payout-{jalali_date(file.frozen_on)}-{file.payout_id}.csv"
    return Response(
        write_csv(sheet, language),
        content_type=CONTENT_TYPES[Format.CSV],
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Language": language,
            "Vary": "Accept-Language",
        },
    )


def _columns(file: BankFile) -> tuple[Column, ...]:
    until = jalali_date(file.to_date)

    def description(_line: PayoutLineView, language: str) -> str:
        return f"Inspection fees until {until}" if language == "en" else f"حق‌الزحمهٔ بازرسی تا {until}"

    return (
        Column("ردیف", "Line", lambda line, _: line.line_number, Kind.COUNT),
        Column("کد عضویت", "Membership code", lambda line, _: line.inspector.membership_code),
        Column("نام", "Name", lambda line, _: line.inspector.full_name),
        Column("شبا", "IBAN", lambda line, _: line.iban),
        Column("مبلغ خالص (ریال)", "Net amount (rials)", lambda line, _: line.net_rials, Kind.AMOUNT),
        Column("شرح", "Description", description),
    )
