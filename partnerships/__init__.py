"""Partnerships: who with whom, at which stage, through which gates, decided by whom; not what is done inside them."""
