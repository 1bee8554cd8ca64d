"""What a run of the tests tells of itself."""
