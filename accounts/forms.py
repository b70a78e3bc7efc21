from allauth.account import forms as allauth_forms


class SignInForm(allauth_forms.LoginForm):
    pass


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    pass
