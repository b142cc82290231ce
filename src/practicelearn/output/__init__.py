"""What people get to read: pictures, the evidence file and the report."""
