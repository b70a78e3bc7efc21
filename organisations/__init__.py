"""Public bodies, companies, people and what they are to each other; not what they do together."""
