"""The recordings of activities: measured once when they arrive, and read for the pages.

`analysis` computes, and this package stores. Pages read what is stored.
"""
