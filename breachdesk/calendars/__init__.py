"""Public holidays, for the few readings of the law that count working days."""
