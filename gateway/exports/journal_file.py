"""The journal as a file, in whichever form the organization's own program reads."""

from enum import StrEnum

from flask import Response

from chassis.jalali import jalali_date
from gateway.errors import language
from gateway.exports.accounting_tables import closing_sheet, journal_sheet
from gateway.exports.beancount_file import write_beancount
from gateway.exports.csv_file import write_csv
from gateway.exports.download import CONTENT_TYPES, Format, as_file, named
from gateway.exports.hledger_file import write_hledger
from gateway.exports.journal import Journal
from gateway.exports.xlsx_file import write_xlsx


class JournalFormat(StrEnum):
    """As what the journal is answered."""

    HLEDGER = "hledger"
    BEANCOUNT = "beancount"
    CSV = "csv"
    XLSX = "xlsx"


JOURNAL_TYPES = {
    JournalFormat.HLEDGER: "text/x-hledger; charset=utf-8",
    JournalFormat.BEANCOUNT: "text/x-beancount; charset=utf-8",
    JournalFormat.CSV: CONTENT_TYPES[Format.CSV],
    JournalFormat.XLSX: CONTENT_TYPES[Format.XLSX],
}
_ENDINGS = {JournalFormat.HLEDGER: "journal"}


def journal_file(journal: Journal, wanted: JournalFormat) -> Response:
    """The answer."""
    days = f"{jalali_date(journal.first)}_{jalali_date(journal.last)}.{_ENDINGS.get(wanted, wanted)}"
    content = write_journal(journal, wanted, language())
    return as_file(content, JOURNAL_TYPES[wanted], named(f"journal-{days}", f"دفتر روزنامه-{days}"))


def write_journal(journal: Journal, wanted: JournalFormat, reader: str) -> bytes:
    """The file; the two for programs are the same whoever reads."""
    if wanted is JournalFormat.HLEDGER:
        return write_hledger(journal)
    if wanted is JournalFormat.BEANCOUNT:
        return write_beancount(journal)
    if wanted is JournalFormat.CSV:
        return write_csv(journal_sheet(journal, reader), reader)
    return write_xlsx([journal_sheet(journal, reader), closing_sheet(journal, reader)], reader)
