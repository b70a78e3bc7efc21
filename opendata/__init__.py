"""Open data in and out: OCDS for public-private partnerships."""
