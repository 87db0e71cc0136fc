"""Runs the service: ``python -m services.messaging``."""

from chassis.runner import run
from services.messaging.service import Messaging

if __name__ == "__main__":
    run(Messaging)
