"""The photos of an archive: their names, and a placeholder for their content."""

from __future__ import annotations

from typing import Any
from uuid import UUID

PLACEHOLDER = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
"""A JPEG without an image."""


def photos(activity: dict[str, Any]) -> list[str]:
    """Return the names of the files."""
    count = activity.get("total_photo_count") or 0
    return [f"media/{UUID(int=activity['id'] << 40 | number)}.jpg" for number in range(count)]
