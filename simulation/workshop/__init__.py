"""The workshop page: a group changes an assumption, commits a guess, and sees the distribution move."""
