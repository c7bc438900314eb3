"""Keeps the memory of the server low."""

from __future__ import annotations

import ctypes
import sys

_M_ARENA_MAX = -8
"""The number of this option in glibc's malloc.h."""


def share_pools() -> None:
    """Let all threads share two pools of memory. Call this before threads start.

    glibc gives each thread its own pool, and keeps what the largest page has needed in each.
    Other systems do not: there, and with another C library, this does nothing.
    Source: https://man7.org/linux/man-pages/man3/mallopt.3.html
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(_M_ARENA_MAX, 2)
