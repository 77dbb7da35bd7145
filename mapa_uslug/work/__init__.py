"""Units of work and who does them: this process, its threads, a cluster, or what was done before and is kept."""
