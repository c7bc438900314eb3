"""How sizes of files are written."""

from __future__ import annotations


def file_size(number: int) -> str:
    """Write a number of bytes, such as 1.2 GB, as static/js/import/progress.js does."""
    for size, unit, decimals in ((1e9, "GB", 1), (1e6, "MB", 0), (1e3, "kB", 0)):
        if number >= size:
            return f"{number / size:.{decimals}f} {unit}"
    return f"{number} bytes"


FILTERS = {"file_size": file_size}
"""Template filters."""
