"""The page of fitness: its charts, their tables, and its exports."""
