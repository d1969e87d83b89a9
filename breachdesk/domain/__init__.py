"""Given these facts at this instant, what follows, and why? Pure: no clock, disk, network or screen."""
