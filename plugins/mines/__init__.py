"""Non-coal mines and tailings ponds."""
