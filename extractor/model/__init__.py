"""What a disclosure says, as records: each value beside the text it was read from and the place of that text.

A record's attributes are the columns of its table (:mod:`extractor.schema`). An attribute that was read from the page is
a :class:`Reading`, and makes one row of evidence; what is derived (codes, yuan, keys) is plain. Records refer to one
another as objects; ids are given when rows are made (:mod:`extractor.dataset.to_rows`). Money is Decimal throughout.
"""
