"""The verbs of accounts: users, how they prove who they are, and where they are signed in."""

from accounts.operations.second_factor import (
    keep_recovery_codes,
    renew_recovery_codes,
    reseal_second_factors,
    reset_second_factor,
    turn_off_second_factor,
    turn_on_second_factor,
    use_code,
)
from accounts.operations.sign_ins import (
    begin_session,
    end_other_sessions,
    end_session,
    note_failed_sign_in,
    note_seen,
    note_sign_out,
    renew_session,
)
from accounts.operations.users import (
    AccountRefused,
    ask_for_password,
    ask_for_password_at,
    change_account,
    change_settings,
    close_account,
    create_user,
    note_password_change,
    reopen_account,
)

__all__ = [
    "AccountRefused",
    "ask_for_password",
    "ask_for_password_at",
    "begin_session",
    "change_account",
    "change_settings",
    "close_account",
    "create_user",
    "end_other_sessions",
    "end_session",
    "keep_recovery_codes",
    "note_failed_sign_in",
    "note_password_change",
    "note_seen",
    "note_sign_out",
    "renew_recovery_codes",
    "renew_session",
    "reopen_account",
    "reseal_second_factors",
    "reset_second_factor",
    "turn_off_second_factor",
    "turn_on_second_factor",
    "use_code",
]
