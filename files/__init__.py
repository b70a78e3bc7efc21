"""Stored content: type, size and name checks, safe delivery; no addresses of its own."""
