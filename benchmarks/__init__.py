"""Measured speed: the vector model against a textbook Mesa model, and against the clock."""
