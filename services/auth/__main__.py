"""Runs the service: ``python -m services.auth``."""

from chassis.runner import run
from services.auth.service import Auth

if __name__ == "__main__":
    run(Auth)
