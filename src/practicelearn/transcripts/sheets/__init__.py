"""The sheets people edit beside the transcripts: read, joined, drafted."""
