"""Alembic's way in; the chassis knows the rest."""

from chassis.migrate import run_env

run_env()
