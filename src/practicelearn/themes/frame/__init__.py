"""Topics and the coding frame: what a person may want to look at in the frame."""
