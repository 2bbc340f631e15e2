"""Phase 5, deployment and the feedback loop."""
