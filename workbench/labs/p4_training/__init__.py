"""Labs of phase 4: how a model learns, and when it learns too much."""
