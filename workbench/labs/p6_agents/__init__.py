"""Labs of phase 6: agents."""
