"""Labs of phase 8: what made the model say so."""
