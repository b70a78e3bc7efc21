from allauth.account.adapter import DefaultAccountAdapter


class Adapter(DefaultAccountAdapter):
    """How allauth behaves in this house."""

    def is_open_for_signup(self, request):
        return False
