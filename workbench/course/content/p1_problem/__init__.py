"""Phase 1, problem and data design."""
