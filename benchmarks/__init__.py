"""Programs that measure and print a table: `python -m benchmarks.start`, `… .pages`.

They are no tests: a number that depends on the machine fails nothing. Each prints ratios to a
baseline measured in the same run, which hold on other machines too.
"""
