"""That every page and command works, or explains what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

PAGES = (
    "/",
    "/activities",
    "/activities?q=activity&sort=distance",
    "/activities/9000000003",
    "/activities/9000000003?from=1&to=5",
    "/activities/9000000003/drawing.json",
    "/activities.csv",
    "/activities.json",
    "/activities.geojson",
    "/sync",
    "/sync/1",
    "/settings",
    "/settings/check",
    "/setup",
    "/healthz",
)
STATISTICS = (
    "/stats",
    "/stats/2019",
    "/stats/2019/card.svg?show=map&show=names",
    "/stats.json",
    "/records",
    "/fitness",
    "/map?show=tiles",
    "/map/routes.json",
    "/map/tiles.json",
)
COMMANDS = (["export"], ["rebuild"], ["token"], ["get", "/athlete"], ["backup", "{folder}/copy"])


def assert_explained(app: Flask, tmp_path: Path) -> None:
    """Ask all pages and commands, each of which works or says what is wrong."""
    client, runner = app.test_client(), app.test_cli_runner()
    for address in (*PAGES, *STATISTICS):
        answer = client.get(address)
        assert answer.status_code in (200, 302, 404, 503), (address, answer.data)
        assert b"Traceback" not in answer.data
        if answer.status_code == 503:
            assert "The database" in answer.text
    for command in COMMANDS:
        arguments = [argument.format(folder=tmp_path) for argument in command]
        result = runner.invoke(args=arguments)
        assert result.exit_code in (0, 1), (arguments, result.exception, result.output)
        assert result.exception is None or isinstance(result.exception, SystemExit), arguments
        assert (result.exit_code == 0) or result.stderr.startswith("Error: "), arguments


def assert_no_traceback(caplog: pytest.LogCaptureFixture) -> None:
    # SQLAlchemy logs it when it cannot close a cursor whose rows are damaged.
    ours = [record for record in caplog.records if not record.name.startswith("sqlalchemy")]
    assert not [record.getMessage() for record in ours if record.exc_info]
