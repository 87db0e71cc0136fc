from typing import Any

import apispec
import flask

class Blueprint(flask.Blueprint):
    def __init__(self, name: str, import_name: str, *, description: str = ..., **kwargs: Any) -> None: ...

class Api:
    DEFAULT_ERROR_RESPONSE_NAME: str | None
    spec: apispec.APISpec
    def __init__(self, app: flask.Flask, *, spec_kwargs: dict[str, Any] | None = None) -> None: ...
    def register_blueprint(self, blp: Blueprint, **options: Any) -> None: ...
