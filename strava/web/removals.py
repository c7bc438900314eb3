"""Questions before something is removed: what goes, what stays, and a form to confirm it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template


@dataclass(frozen=True)
class Removal:
    """A removal that the athlete has not confirmed yet."""

    question: str
    goes: tuple[str, ...]
    """Sentences about what will be removed."""
    stays: tuple[str, ...]
    """Sentences about what will not."""
    button: str
    address: str
    """Where the form is sent to when the athlete confirms."""
    fields: Mapping[str, object]
    """The fields of that form."""
    back: str
    """The address of the page to go back to."""


def ask(removal: Removal) -> str:
    """Return the page that asks whether to remove it."""
    return render_template("removal.html", removal=removal)
