"""Benchmarks, each of which prints a table: `python -m benchmarks.start`, `… .pages`.

They are not tests: a figure that depends on the computer never fails. Each figure comes with its
ratio to a baseline measured in the same run, which other computers reproduce.
"""
