"""Our chassis in the place of the stock service: an inbox of billing's that applies each fact by a row of a table.

``python -m tests.faults.ours`` is the process; it is killed, and so has no end of its own.
"""

import os
import time

from sqlalchemy import text

from chassis.db import Database
from chassis.inbox import Inbox
from chassis.work import Work
from contracts.inspection import ReportFiled

TABLE = "applied_control"

_APPLY = text(f"INSERT INTO {TABLE} VALUES (:number)")


def _apply(work: Work, event: ReportFiled) -> None:
    work.session.execute(_APPLY, {"number": event.sequence})


def _main() -> None:
    database = Database(os.environ["OURS_DATABASE_URL"], pool_size=8)
    inbox = Inbox("billing", os.environ["OURS_AMQP_URL"], database, {ReportFiled: _apply}, workers=4)
    inbox.start()
    while True:
        time.sleep(1)


if __name__ == "__main__":
    _main()
