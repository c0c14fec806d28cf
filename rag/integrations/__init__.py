"""Adapters to other libraries, over Assistant."""
