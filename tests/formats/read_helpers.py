"""What tests of readers look at: texts, cells with their spans, why bytes were refused."""

import pytest

from extractor.formats import read
from extractor.model.document import Document, Table
from extractor.model.issues import ReadError


def list_texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def list_cells(table: Table) -> list[tuple[int, int, int, int, str]]:
    """Row, column, both spans and text of each cell."""
    return [(c.row, c.column, c.row_span, c.column_span, c.text) for c in table.cells]


def read_rejection(data: bytes) -> tuple[str, str]:
    """Code and status with which a file is refused."""
    with pytest.raises(ReadError) as caught:
        read(data)
    return caught.value.code, caught.value.status
