"""Labs of phase 7: a model made small, and where it runs."""
