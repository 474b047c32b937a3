"""Dumb widgets: each draws one value and at most emits one intent. Import the modules directly."""
