"""The shell: one short function a command, one table of exit codes."""
