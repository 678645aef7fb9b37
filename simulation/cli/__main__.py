"""`python -m simulation.cli`, where the command `crossroads` is not on the path."""

from simulation.cli import main

main()
