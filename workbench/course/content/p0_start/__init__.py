"""Phase 0, start: what a model is."""
