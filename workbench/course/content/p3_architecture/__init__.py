"""Phase 3, choosing an architecture."""
