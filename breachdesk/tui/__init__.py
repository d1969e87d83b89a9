"""The screen: shows values, sends intentions."""
