"""What readers may learn of few people: rules that hide it, and a solver that tries to find it."""
