"""Mail: one message to one person, built safely and handed over over TLS."""
