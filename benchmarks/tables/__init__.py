"""The same table to the same triples in several ways: `python -m benchmarks.tables`."""
