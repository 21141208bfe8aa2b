"""How a page is built: lines put together again, titles, headings,
sections, several disclosures of one file.
"""
