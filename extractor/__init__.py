"""Chinese department budget and final-accounts disclosures (部门预决算公开) as data.

    import extractor
    doc = extractor.read("某局2020年部门预算.docx")
    doc.amounts                                # a DataFrame; every value has its span
    doc.explain("b31.r4.c2")                   # the quote in context, and what was read from it
    extractor.convert("folder/", "outputs/")   # a dataset directory

Names are imported lazily: ``import extractor`` imports neither pandas nor lxml.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from extractor.version import __version__

if TYPE_CHECKING:
    from extractor.api import DisclosureFile, convert, extract, read, read_document
    from extractor.dataset.dataset import Dataset, open_dataset
    from extractor.dataset.frames import labels
    from extractor.dataset.plots import use_chinese_font
    from extractor.evaluation import evaluate
    from extractor.model.disclosure import Disclosure
    from extractor.model.document import Document, Span
    from extractor.model.issues import ExtractorError, ReadError
    from extractor.pipeline import Options

__all__ = [
    "Dataset",
    "Disclosure",
    "DisclosureFile",
    "Document",
    "ExtractorError",
    "Options",
    "Span",
    "ReadError",
    "__version__",
    "convert",
    "evaluate",
    "extract",
    "labels",
    "open_dataset",
    "read",
    "read_document",
    "use_chinese_font",
]

# public name -> module that defines it
_LAZY = {
    "Dataset": "dataset.dataset",
    "Disclosure": "model.disclosure",
    "DisclosureFile": "api",
    "Document": "model.document",
    "ExtractorError": "model.issues",
    "Options": "pipeline",
    "Span": "model.document",
    "ReadError": "model.issues",
    "convert": "api",
    "evaluate": "evaluation",
    "extract": "api",
    "labels": "dataset.frames",
    "open_dataset": "dataset.dataset",
    "read": "api",
    "read_document": "api",
    "use_chinese_font": "dataset.plots",
}


def __getattr__(name: str) -> Any:
    module = _LAZY.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{module}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(
        {*globals(), *__all__}
        - {"Any", "TYPE_CHECKING", "annotations", "import_module"}
    )
