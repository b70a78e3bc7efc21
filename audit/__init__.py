"""Who did what, when: one sealed entry per verb; never a place for names of people."""
