"""What armed groups do together and what is done with them: fronts, custody, integration, ruptures."""
