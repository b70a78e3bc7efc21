from partnerships.admin import partnerships, profiles

__all__ = ["partnerships", "profiles"]
