"""The home of public staff: dashboard, tables over the portfolio, the directory of partners."""
