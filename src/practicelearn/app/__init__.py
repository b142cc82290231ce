"""The coding page: one script, a local server and a notebook widget around one set of answers."""
