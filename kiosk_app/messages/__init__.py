"""What the screens say, one function per text; English is the message id, Chinese the catalogue.

Each takes the translation function of the session's language, so that a text is evaluated when it is drawn.
Placeholders are filled after translation.
"""
