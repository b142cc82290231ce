"""The coding frame: codes, what they mean, and what was marked with them."""
