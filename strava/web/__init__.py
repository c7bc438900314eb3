"""The pages: blueprints, the layout around them, and how values are shown.

May import everything below it; nothing but `demo` and `server` imports it.
"""
