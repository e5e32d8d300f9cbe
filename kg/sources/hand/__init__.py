"""Hand-coded facts: YAML read as text with line numbers, one entry a claim; every fault is told with its place."""
