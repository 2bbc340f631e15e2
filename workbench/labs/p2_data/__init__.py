"""Labs of phase 2: cleaning, labels, made-up people, poison, leaks."""
