"""What can be read from the list of activities: filters, rows, totals, facets, exports.

Imports `db` and what that imports; never `accounts`.
"""
