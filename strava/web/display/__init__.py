"""How values are shown: formats, names, chips, charts and route thumbnails.

Nothing here depends on a request.
"""
