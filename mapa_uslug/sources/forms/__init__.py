"""Forms that several sources answer in, and what is wrong with answers."""
