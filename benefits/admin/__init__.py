from benefits.admin import types

__all__ = ["types"]
