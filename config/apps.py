from django.contrib.admin.apps import AdminConfig


class Administration(AdminConfig):
    """Django's admin, with our site in place of its own."""

    default_site = "config.admin.Site"
