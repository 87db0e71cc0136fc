"""What lets an inspector work without a signal: the service worker, and what it asks."""

from flask import Blueprint

pages = Blueprint("offline", __name__)
