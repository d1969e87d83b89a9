"""Use cases: load, ask the domain, save what comes back, say it. One file a use case."""
