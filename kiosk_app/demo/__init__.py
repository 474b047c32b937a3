"""The main job on demonstration data: everything real but the town, the phone in the hand and the paper.

A fictitious registry is published with throw-away keys, served on loopback and synchronised by the real client; a
generated video of a hand-held phone goes through the real camera child; the slip goes over TCP to the simulated
printer. Nothing of it outlives the demonstration.
"""
