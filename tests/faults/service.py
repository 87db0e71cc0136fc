"""``python -m tests.faults.service billing``: a service as ``python -m services.billing`` runs it, but watched.

It counts what comes again and what it applies, and kills itself where it is told to. The product knows nothing of it.
"""

import importlib
import os
import sys
from functools import partial
from pathlib import Path

from chassis.runner import run  # first: it makes the standard library cooperative
from chassis.service import Service
from tests.faults.mutants import MUTANTS
from tests.faults.points import FOLDER, PROGRAM, WITHOUT, Watched
from tests.faults.surgery import Surgery


def service_class(name: str) -> type[Service]:
    """The class of a service."""
    found: type[Service] = getattr(importlib.import_module(f"services.{name}.service"), name.capitalize())
    return found


if __name__ == "__main__":
    watched = Watched(Path(os.environ[FOLDER]), os.environ[PROGRAM])
    if os.environ.get(WITHOUT):
        surgery = Surgery(partial(watched.note, "executed"))
        MUTANTS[os.environ[WITHOUT]].take_out(surgery)
        for each in surgery.replaced:
            watched.note("replaced", each)
    watched.install()
    run(service_class(sys.argv[1]))
