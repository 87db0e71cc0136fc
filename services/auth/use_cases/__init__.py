"""One function per verb of the contract, one transaction each."""

from services.auth.use_cases.account_log import list_account_log
from services.auth.use_cases.accounts import (
    create_first_user,
    create_user,
    get_me,
    list_users,
    reset_password,
    update_user,
)
from services.auth.use_cases.guessing import lift_lockout, list_lockouts
from services.auth.use_cases.keys import create_first_signing_key, list_signing_keys, rotate_signing_keys
from services.auth.use_cases.sessions import (
    change_password,
    end_my_other_sessions,
    end_my_session,
    forget_old_sessions,
    list_my_sessions,
    list_revoked_sessions,
    login,
    logout,
    refresh,
)

__all__ = [
    "change_password",
    "create_first_signing_key",
    "create_first_user",
    "create_user",
    "end_my_other_sessions",
    "end_my_session",
    "forget_old_sessions",
    "get_me",
    "lift_lockout",
    "list_account_log",
    "list_lockouts",
    "list_my_sessions",
    "list_revoked_sessions",
    "list_signing_keys",
    "list_users",
    "login",
    "logout",
    "refresh",
    "reset_password",
    "rotate_signing_keys",
    "update_user",
]
