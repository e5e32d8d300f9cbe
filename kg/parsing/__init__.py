"""Many documents to what was read in them: in a pool of processes, in order, each apart from what befalls the others."""
