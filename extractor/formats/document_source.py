"""What a user hands over to be read: a path, bytes, an open file, a python-docx document.

Apart from the pipeline, so that a document alone is read without it.
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import IO, Any

from extractor.formats import read
from extractor.formats.source import read_regular_file
from extractor.model.document import Document
from extractor.model.issues import ExtractorError

__all__ = [
    "DocumentSource",
    "load_source",
    "read_document",
]

DocumentSource = str | os.PathLike[str] | bytes | IO[bytes] | Any
"""A path, the bytes themselves, a file open for reading bytes, or a python-docx ``Document``."""


def read_document(source: DocumentSource) -> Document:
    """Read the document without interpreting it.

    Args:
        source: a path, the bytes, a file open for reading bytes, or a python-docx
            ``Document``.

    Returns:
        The document: ``.text``, ``.tables`` (each with ``.grid()``), ``.headings``,
        ``.text_at(span)``.

    Raises:
        ExtractorError: there is no such file.
        ReadError: the bytes are no readable document.
    """
    data, name = load_source(source)
    return read(data, name)


def load_source(source: DocumentSource) -> tuple[bytes, str]:
    """Load what a user hands over.

    Args:
        source: As for :func:`read_document`.

    Returns:
        Its bytes and its name, '' where it has none.

    Raises:
        ExtractorError: There is no such file, or the source is none.
        ReadError: It is no regular file of a size that is read.
    """
    if isinstance(source, bytes | bytearray | memoryview):
        return bytes(source), ""
    if isinstance(source, str | os.PathLike):
        path = Path(source)
        return _read_path(path), path.name
    if hasattr(source, "read"):
        data = source.read()
        if not isinstance(data, bytes):
            raise ExtractorError("TEXT_MODE")
        return data, Path(str(getattr(source, "name", ""))).name
    if hasattr(source, "save") and hasattr(source, "element"):  # a python-docx Document
        buffer = io.BytesIO()
        source.save(buffer)
        return buffer.getvalue(), ""
    raise ExtractorError("NO_SOURCE", kind=type(source).__name__)


def _read_path(path: Path) -> bytes:
    try:
        return read_regular_file(path)
    except FileNotFoundError:
        raise ExtractorError("NOT_FOUND", path=path) from None
    except IsADirectoryError:
        raise ExtractorError("IS_A_FOLDER", path=path) from None
    except OSError as error:
        reason = error.strerror or error
        raise ExtractorError("CANNOT_OPEN", path=path, reason=reason) from error
