"""The application: everything the gateway is made of, put together."""

from flask import Flask, Response, request

from chassis.rpc import RpcClient
from gateway import correlation, docs, errors, health, jwks, metrics
from gateway.auth import Doorkeeper
from gateway.document import make_api
from gateway.routes import ALL
from gateway.routing import EXTENSION, Gateway
from gateway.settings import Settings

PREFIX = "/api/v1"


def create_app(rpc: RpcClient, settings: Settings) -> Flask:
    """The WSGI application that answers HTTP by calling services through ``rpc``."""
    app = Flask("gateway", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = settings.body_limit_bytes
    app.url_map.strict_slashes = True
    app.extensions[EXTENSION] = Gateway(rpc, Doorkeeper(rpc, settings), settings)
    correlation.install(app, access_log=settings.access_log)
    metrics.install(app)
    app.before_request(_read_whole_body)
    app.after_request(_secure)
    api = make_api(app)
    for routes in ALL:
        api.register_blueprint(routes, url_prefix=PREFIX)
    docs.install(app, api)
    app.register_blueprint(health.routes)
    app.register_blueprint(jwks.routes)
    errors.install(app)
    return app


def _read_whole_body() -> None:
    """Take the body before anything is answered: a connection with an unread body cannot be used again.

    Raises 413 for one that is too large; then the connection is closed, and should be.
    """
    request.get_data(cache=True)


def _secure(response: Response) -> Response:
    headers = response.headers
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer"
    headers.setdefault("Cache-Control", "no-store")
    headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
    if request.method == "HEAD":
        headers.setdefault("Content-Length", "0")
    return response
