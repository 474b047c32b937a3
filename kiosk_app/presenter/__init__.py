"""Session, registry and device facts in; exactly what a screen draws out."""
