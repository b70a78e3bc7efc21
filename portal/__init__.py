"""The home of company users: one place over all the public bodies that they work with."""
