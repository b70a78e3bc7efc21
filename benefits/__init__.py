"""What each side gains and gives: benefits and their readings, contributions, costs, goals and wishes; not the figures of objectives."""
