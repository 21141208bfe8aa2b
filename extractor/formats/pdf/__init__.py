"""PDF files: pages of glyphs and lines become paragraphs and tables.

The steps, each a module: what a page shows (``pdfium``), tables from its lines
(``rulings``) or from white space (``aligned_columns``), lines and paragraphs
(``printed_lines``), what pages repeat and what goes on over their ends
(``page_sequence``). Nothing is recognized in pictures.
"""
