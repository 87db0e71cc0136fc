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
from services.auth.use_cases.keys import (
    create_first_signing_key,
    list_signing_keys,
    replace_signing_key,
    revoke_signing_key,
    rotate_signing_keys,
)
from services.auth.use_cases.second_factors import (
    begin_second_factor,
    confirm_second_factor,
    get_my_second_factor,
    remove_my_second_factor,
    remove_second_factor,
    renew_recovery_codes,
)
from services.auth.use_cases.sessions import (
    change_password,
    end_my_other_sessions,
    end_my_session,
    end_sessions_of_user,
    finish_login,
    forget_old_sessions,
    list_my_sessions,
    list_revoked_sessions,
    login,
    logout,
    refresh,
)

__all__ = [
    "begin_second_factor",
    "change_password",
    "confirm_second_factor",
    "create_first_signing_key",
    "create_first_user",
    "create_user",
    "end_my_other_sessions",
    "end_my_session",
    "end_sessions_of_user",
    "finish_login",
    "forget_old_sessions",
    "get_me",
    "get_my_second_factor",
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
    "remove_my_second_factor",
    "remove_second_factor",
    "renew_recovery_codes",
    "replace_signing_key",
    "reset_password",
    "revoke_signing_key",
    "rotate_signing_keys",
    "update_user",
]
