"""What stubs and sources add to what run time says."""
