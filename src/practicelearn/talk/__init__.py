"""Talk: who spoke, how evenly and after whom, and which question a stretch answers."""
