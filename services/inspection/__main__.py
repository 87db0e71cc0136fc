"""Runs the service: ``python -m services.inspection``."""

from chassis.runner import run
from services.inspection.service import Inspection

if __name__ == "__main__":
    run(Inspection)
