"""The Python side of the kernel: runs cells, shows values and errors, completes and inspects. Uses the standard library only."""
