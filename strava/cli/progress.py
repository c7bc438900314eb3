"""How far a run is, shown on standard error while a command waits for it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from ..db.models import SyncRun
from ..sync.context import Progress

ITEMS_PER_LINE = 1_000


@contextmanager
def show_progress(
    label: str, total: Callable[[SyncRun], int], line: Callable[[SyncRun], str]
) -> Iterator[Progress]:
    """Show how much of a run is done: a bar at a terminal, or else lines.

    `total` returns the expected number of items, 0 if that is not known. It is asked once the
    first are done. `line` returns what is printed for every ITEMS_PER_LINE.
    """
    if not sys.stderr.isatty():
        printed = 0

        def print_line(run: SyncRun) -> None:
            nonlocal printed
            if run.done - printed >= ITEMS_PER_LINE:
                printed = run.done
                click.echo(line(run), err=True)

        yield print_line
        return
    no_items: tuple[object, ...] = ()
    with click.progressbar(no_items, length=0, label=label, show_pos=True, file=sys.stderr) as bar:

        def update(run: SyncRun) -> None:
            if run.done:
                bar.length = bar.length or total(run)
                bar.update(run.done - bar.pos)

        yield update
