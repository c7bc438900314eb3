"""A Flask view that does nothing: `python -m benchmarks.bare_view PORT KILOBYTES`.

It returns a text of this length, served as Logbook is.
"""

from __future__ import annotations

import sys

from flask import Flask
from waitress import serve


def main() -> None:
    """Serve until the process is stopped."""
    port, kilobytes = map(int, sys.argv[1:])
    app = Flask(__name__)
    text = "0123456789" * (kilobytes * 100)

    @app.get("/")
    def index() -> str:
        return text

    serve(app, host="127.0.0.1", port=port)


if __name__ == "__main__":
    main()
