"""Where social services are, who cannot reach them and why."""

__version__ = "0.1.0"
