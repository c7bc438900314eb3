"""The page of one activity, a section in each module.

A section has a function `build` that returns what its template shows, or None to leave it out.
"""
