"""How the house is installed, started, stopped and checked; nothing here is imported by the product."""
