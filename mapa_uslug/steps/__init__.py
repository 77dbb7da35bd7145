"""What joins two or more stages: loading every input, measuring every service type, writing every result."""
