"""Rows of what is to be said to whom; sending them is the clock's work, not ours."""
