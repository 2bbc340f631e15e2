"""Labs of phase 5: a model at work, watched, and made anew."""
