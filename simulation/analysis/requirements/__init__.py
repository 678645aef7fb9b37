"""What would have to be true: the fewest and smallest changes that bring an outcome about."""
