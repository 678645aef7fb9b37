"""Early events that can be seen, and how they shift the odds of where a run ends."""
