"""Lists as files for a spreadsheet: the same rows that the JSON has, all of them, in CSV or XLSX.

``table`` says what a column is, ``tables`` has the columns of each list, ``csv_file`` and ``xlsx_file`` write them,
``download`` gathers the pages and answers. A route asks for it with ``export=`` of ``Routes.serve``.
"""

from gateway.exports.download import CONTENT_TYPES, WRITING_SECONDS, Format, download
from gateway.exports.table import Export

__all__ = ["CONTENT_TYPES", "WRITING_SECONDS", "Export", "Format", "download"]
