"""The headers that protect responses, in every page and every error page."""

from __future__ import annotations

from urllib.parse import urlsplit


def security_headers(tile_url: str = "") -> dict[str, str]:
    """Return the headers by name. Only images of the map at `tile_url` come from elsewhere."""
    return {
        "Content-Security-Policy": _content_security_policy(tile_url),
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


def _content_security_policy(tile_url: str) -> str:
    tiles = urlsplit(tile_url)
    images = ["'self'", "data:"]
    if tiles.scheme and tiles.netloc:
        images.append(f"{tiles.scheme}://{tiles.netloc.replace('{s}', '*')}")
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src {' '.join(images)}",
            "connect-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )
