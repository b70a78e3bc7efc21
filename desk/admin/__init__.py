from desk.admin import accounts, audit

__all__ = ["accounts", "audit"]
