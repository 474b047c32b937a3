"""The pages of technician's mode: scene in, view out. No Qt; every text a technician reads is here or one level up."""
