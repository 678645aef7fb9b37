"""Which option is regretted least over paired worlds, by whose preferences."""
