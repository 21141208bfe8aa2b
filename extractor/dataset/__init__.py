"""Disclosures as a dataset: records to rows, files written and loaded, frames, panel,
codebook."""
