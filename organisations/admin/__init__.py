from organisations.admin import calendars, memberships, organisations

__all__ = ["calendars", "memberships", "organisations"]
