"""Phase 8, ethics and sovereignty."""
