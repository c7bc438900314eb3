"""Recordings as devices wrote them: FIT, GPX and TCX."""
