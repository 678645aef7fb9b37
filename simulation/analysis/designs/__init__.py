"""Experiments on the model: ensembles at the points of a design, what is studied, what is asked of a run."""
