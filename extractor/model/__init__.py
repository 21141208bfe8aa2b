"""The data model: document and spans, extracted values, records, disclosure, issues."""
