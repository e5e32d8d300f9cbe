"""The command line `kg`: read options, call one function, print. Nothing heavy is imported before a command runs."""

from kg.cli.door import main

__all__ = ["main"]
