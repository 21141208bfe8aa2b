"""Tables of a document parsed: grid, caption, header, kind, fields of the columns."""
