"""The learning cycle: what people said, what was promised, what was done, and what is heard now."""
