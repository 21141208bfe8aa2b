"""The words of offices, provinces and years, and the vocabularies that hold them."""
