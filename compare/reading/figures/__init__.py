"""Pictures of the notes: one module a topic, drawn from computed values only."""
