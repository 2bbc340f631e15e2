"""Labs of phase 3: which kind of model for which kind of data."""
