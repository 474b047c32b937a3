"""ESC/POS as bytes: commands out, answers in, and streams read back. Pure: no port, no thread, no clock."""
