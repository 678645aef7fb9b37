"""Which parameters, mechanisms and kinds of evidence an outcome depends on: Morris, Sobol', PAWN, delta."""
