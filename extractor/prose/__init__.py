"""Prose: what the sentences of a disclosure state in numbers
(``statements.parse_line``)."""
