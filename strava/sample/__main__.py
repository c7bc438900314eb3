"""Runs the sample Strava as a server of its own: `python -m strava.sample`.

With `--archive FILE`, it writes the athlete's archive and ends.
"""

from __future__ import annotations

import argparse
import errno
import logging
import socket
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from flask import Flask
from waitress.server import create_server

from . import CLIENT_ID, CLIENT_SECRET, Limits, create_sample
from .archive import LANGUAGES, write_archive
from .history import make_history
from .recording import MAX_SAMPLES

HOST = "127.0.0.1"
UNLIMITED = Limits(read=(10**6, 10**7), overall=(10**6, 10**7))


def main() -> int:
    """Serve until Ctrl-C, or write the archive, and return the exit status."""
    options = _parse_options()
    return _write_archive(options) if options.archive else _serve(options)


def _write_archive(options: argparse.Namespace) -> int:
    print("Writing the archive; 1,000 activities take a minute or two.", file=sys.stderr)  # noqa: T201
    try:
        write_archive(_make_app(options).extensions["sample"], options.archive, options.language)
    except OSError as error:
        print(f"{options.archive} cannot be written: {error.strerror}.", file=sys.stderr)  # noqa: T201
        return 1
    except KeyboardInterrupt:
        options.archive.unlink(missing_ok=True)
        return 1
    print(f"The archive of the sample's athlete is in {options.archive}.")  # noqa: T201
    return 0


def _serve(options: argparse.Namespace) -> int:
    try:
        listener = socket.create_server((HOST, options.port))
    except (OSError, OverflowError) as error:
        in_use = getattr(error, "errno", None) == errno.EADDRINUSE
        print(  # noqa: T201
            f"Port {options.port} {'is in use' if in_use else 'cannot be used'}; "
            "choose another one with --port.",
            file=sys.stderr,
        )
        return 1
    app = _make_app(options)
    print(_greeting(listener.getsockname()[1]), flush=True)  # noqa: T201
    # Waitress warns about every request that has to wait for a thread; here that is normal.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server = create_server(app, sockets=[listener], threads=8)
    try:
        server.run()  # returns on Ctrl-C
    finally:
        server.close()
    return 0


def _make_app(options: argparse.Namespace) -> Flask:
    today = options.today or datetime.now(UTC).date()
    return create_sample(
        today,
        activities=make_history(today, count=options.activities) if options.activities else None,
        delay=options.delay,
        limits=Limits() if options.limits else UNLIMITED,
        max_samples=options.records,
    )


def _parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m strava.sample", description="Serve the sample Strava on this computer."
    )
    parser.add_argument(
        "--port", type=int, default=8001, help="default: 8001; 0 chooses a free port"
    )
    parser.add_argument(
        "--activities", type=_positive, metavar="N", help="number of activities (default: ~1,500)"
    )
    parser.add_argument(
        "--delay", type=float, default=0.0, metavar="S", help="seconds that each API call takes"
    )
    parser.add_argument(
        "--no-limits", dest="limits", action="store_false", help="turn rate limits off"
    )
    parser.add_argument(
        "--today", type=date.fromisoformat, metavar="YYYY-MM-DD", help="last day of the history"
    )
    parser.add_argument(
        "--records",
        type=_positive,
        default=MAX_SAMPLES,
        metavar="N",
        help=f"most samples of a recording (default: {MAX_SAMPLES})",
    )
    parser.add_argument(
        "--archive",
        type=Path,
        metavar="FILE",
        help="write the athlete's archive to FILE, as Strava sends it on request, and end",
    )
    parser.add_argument(
        "--language",
        choices=LANGUAGES,
        default="en",
        help="language of the archive (default: en)",
    )
    return parser.parse_args()


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _greeting(port: int) -> str:
    settings = {
        "STRAVA_OAUTH_URL": f"http://{HOST}:{port}/oauth",
        "STRAVA_API_URL": f"http://{HOST}:{port}/api/v3",
        "STRAVA_CLIENT_ID": CLIENT_ID,
        "STRAVA_CLIENT_SECRET": CLIENT_SECRET,
    }
    exports = "\n".join(f"  export {name}={value}" for name, value in settings.items())
    return f"""The sample Strava answers at http://{HOST}:{port}/ (press Ctrl-C to stop).

Client ID      {CLIENT_ID}
Client Secret  {CLIENT_SECRET}

To connect Logbook to it, run this in the terminal in which you start Logbook:

{exports}

On Windows, use `set NAME=value` in Command Prompt or `$env:NAME = "value"` in PowerShell.
"""


if __name__ == "__main__":
    sys.exit(main())
