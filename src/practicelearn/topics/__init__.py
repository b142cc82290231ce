"""Topics: what stretches of talk are about, found without a coding frame."""
