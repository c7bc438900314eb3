"""How values are shown: formats, chips, charts, route thumbnails. Knows no request."""
