"""Optional tones and speech: off until a site has a player and the person in front asks for it.

`cues` says which change of the session is worth a tone, `player` runs the site's own program without ever waiting
for it, `listener` puts the two together. Everything that is heard stands on the screen as well.
"""

from kiosk_app.sound.cues import SCREEN_TEXT, Cue, cue_between
from kiosk_app.sound.listener import SoundListener, SoundPrograms
from kiosk_app.sound.player import Player

__all__ = ["SCREEN_TEXT", "Cue", "Player", "SoundListener", "SoundPrograms", "cue_between"]
