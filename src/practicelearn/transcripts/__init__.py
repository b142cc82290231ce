"""The transcript loader: from whatever a recording left behind to turns."""
