"""Graphs into other people's triple stores and back: in counted chunks, resumable, verified."""
