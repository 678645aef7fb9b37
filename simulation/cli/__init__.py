"""The command line: thin commands over the public functions."""

from simulation.cli.app import app, main

__all__ = ["app", "main"]
