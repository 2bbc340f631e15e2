"""Phase 6, agents."""
