"""The page: NiceGUI around a room. Nothing outside this package knows the toolkit."""
