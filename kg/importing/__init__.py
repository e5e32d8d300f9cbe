"""Event tables to claims and RDF at any size: one conversion of a chunk, run in a pool of processes or in partitions of Spark."""
