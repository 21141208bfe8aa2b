"""Whose disclosure it is, of which year and kind, and whether it is one at all."""
