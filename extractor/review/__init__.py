"""The review page: a dataset to be looked at, each document as it was written with what
was read from it marked.

write(open_dataset("outputs/"), "review.html")    # one file: opens from disk, can be mailed
write(open_dataset("outputs/"), "review/")         # a folder with an index, for many documents
"""

from extractor.review.pages import WrittenReview, write_review

__all__ = [
    "WrittenReview",
    "write_review",
]
