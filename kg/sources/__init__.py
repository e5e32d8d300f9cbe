"""Readers: each file here turns one kind of input into claims."""
