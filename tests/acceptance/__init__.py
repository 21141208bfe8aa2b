"""Acceptance: what is no disclosure, and what is one however short and oddly titled."""
