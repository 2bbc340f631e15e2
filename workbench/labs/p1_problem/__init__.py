"""Labs of phase 1: which task, which measure, which data."""
