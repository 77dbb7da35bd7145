"""What gminas gain by using each other's services: every set of partners, counted without measuring the roads again."""
