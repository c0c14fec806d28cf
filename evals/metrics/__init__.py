"""Metrics, a file each. Pure functions over answers and gold questions; None means "does not apply here"."""
