"""Who is connected: the API application, its rate limits, athletes and their tokens.

Imports `db`, `api` and the layers below them.
"""
