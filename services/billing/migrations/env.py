"""Alembic's entry into billing's migrations."""

from chassis.migrate import run_env

run_env()
