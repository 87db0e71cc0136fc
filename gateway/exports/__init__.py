"""Lists as files for a spreadsheet: the same rows that the JSON has, all of them, in CSV or XLSX; and the journal.

``table`` says what a column is, ``tables`` has the columns of each list (those of accountants are in
``accounting_tables``), ``csv_file`` and ``xlsx_file`` write them, ``download`` gathers the pages and answers. A route
asks for it with ``export=`` of ``Routes.serve``. ``journal`` gathers the journal, ``hledger_file`` and
``beancount_file`` write it for programs, with what ``escaping`` made harmless, and ``journal_file`` answers.
"""

from gateway.exports.download import CONTENT_TYPES, WRITING_SECONDS, Format, download
from gateway.exports.journal_file import JOURNAL_TYPES, JournalFormat
from gateway.exports.table import Export

__all__ = [
    "CONTENT_TYPES",
    "JOURNAL_TYPES",
    "WRITING_SECONDS",
    "Export",
    "Format",
    "JournalFormat",
    "download",
]
