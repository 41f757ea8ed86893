"""An application and a request, so that what Flask and its extensions bind to them can be looked at."""

from __future__ import annotations

import flask

app = flask.Flask("__main__")
app.config["SECRET_KEY"] = "explored, never served"
app.test_request_context().push()
