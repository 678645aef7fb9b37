"""Who can block a parliament, whose seats decide, and which defections end a block."""
