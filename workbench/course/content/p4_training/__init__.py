"""Phase 4, training and optimisation."""
