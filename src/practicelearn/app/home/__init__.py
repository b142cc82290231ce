"""The home: the whole year in a browser. Pages of the same server; what they do is done by jobs."""
