"""When to wake for reminders; the store holds what is due."""
