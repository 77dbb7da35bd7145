"""What people decided about the registry: taken out of work lists, kept, applied."""
