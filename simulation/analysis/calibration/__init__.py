"""History matching: what past patterns leave of the priors."""
