"""Scenario discovery: under which beliefs, and after which early events, an outcome happens."""
