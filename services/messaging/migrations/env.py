"""Run by Alembic: how to reach the database is the chassis's business."""

from chassis.migrate import run_env

run_env()
