"""Phase 2, the data engine."""
