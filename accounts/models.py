import uuid

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.addresses import FoldedEmailField
from accounts.validators import known_time_zone, plain_name


class Theme(models.TextChoices):
    SYSTEM = "system", _("As my device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Density(models.TextChoices):
    COMFORTABLE = "comfortable", _("Comfortable")
    COMPACT = "compact", _("Compact")


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        """Make and return a user; without a password nobody can sign in until it is reset."""
        user = self.model(email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        """Make and return the installation's operator; nobody is a superuser in daily use."""
        return self.create_user(
            email, password, **{"is_operator": True, "is_staff": True, **fields}
        )

    def get_by_natural_key(self, email):
        return self.get(email=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who can sign in. Names of people with an account live here and nowhere else."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = FoldedEmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True, validators=[plain_name])
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Europe/London", validators=[known_time_zone]
    )
    language = models.CharField(_("language"), max_length=12, default="en")
    theme = models.CharField(_("theme"), max_length=12, choices=Theme, default=Theme.SYSTEM)
    density = models.CharField(
        _("density"), max_length=12, choices=Density, default=Density.COMFORTABLE
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("may open the administration"), default=False)
    is_operator = models.BooleanField(_("operator of the installation"), default=False)
    joined_at = models.DateTimeField(_("joined"), db_default=Now(), editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="accounts_user_email_folded",
                violation_error_message=_("An e-mail address is kept in lower case."),
            ),
            models.CheckConstraint(
                condition=models.Q(theme__in=Theme.values), name="accounts_user_theme_known"
            ),
            models.CheckConstraint(
                condition=models.Q(density__in=Density.values), name="accounts_user_density_known"
            ),
        ]

    def __str__(self):
        return self.name or self.email

    def get_full_name(self):
        return self.name or self.email

    def get_short_name(self):
        return self.name.split(" ")[0] or self.email

    @property
    def initials(self):
        words = self.name.split() or [self.email]
        return "".join(word[0] for word in dict.fromkeys((words[0], words[-1]))).upper()


class SignIn(models.Model):
    """One time that somebody came in, and from where.

    Kept for a while after its end, so that a place where nobody signed in before can be told from one that is known.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="sign_ins", verbose_name=_("user")
    )
    session_key = models.CharField(_("session"), max_length=40, blank=True)
    address = models.GenericIPAddressField(_("network address"), null=True)
    browser = models.CharField(_("browser"), max_length=40, blank=True)
    system = models.CharField(_("device"), max_length=40, blank=True)
    began_at = models.DateTimeField(_("signed in"), default=timezone.now)
    seen_at = models.DateTimeField(_("last seen"), default=timezone.now)

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        constraints = [
            models.UniqueConstraint(
                fields=["session_key"],
                condition=~models.Q(session_key=""),
                name="accounts_signin_session_once",
            ),
        ]
        indexes = [models.Index(fields=["seen_at"], name="accounts_signin_seen")]

    def __str__(self):
        return f"{self.client} {self.address}"

    @property
    def client(self):
        """Return the browser and the device in words."""
        if self.browser and self.system:
            names = {"browser": self.browser, "system": self.system}
            return _("%(browser)s on %(system)s") % names
        return self.browser or self.system or _("A browser that we do not know")
