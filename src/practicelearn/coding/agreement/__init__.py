"""Agreement between coders: point coding, unitizing, vendors' conventions, one table."""
