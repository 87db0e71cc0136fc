"""The verbs of the auth service, bound to their use cases."""

from chassis.service import Service, at_start, command, query, timer
from contracts.auth import AuthApi
from services.auth import use_cases

_HOUR_SECONDS = 3600


class Auth(Service, api=AuthApi):
    """Who people are."""

    name = "auth"

    login = command(AuthApi.login, use_cases.login)
    refresh = command(AuthApi.refresh, use_cases.refresh)
    logout = command(AuthApi.logout, use_cases.logout)
    change_password = command(AuthApi.change_password, use_cases.change_password)
    get_me = query(AuthApi.get_me, use_cases.get_me)
    list_my_sessions = query(AuthApi.list_my_sessions, use_cases.list_my_sessions)
    end_my_session = command(AuthApi.end_my_session, use_cases.end_my_session)
    end_my_other_sessions = command(AuthApi.end_my_other_sessions, use_cases.end_my_other_sessions)

    create_user = command(AuthApi.create_user, use_cases.create_user)
    list_users = query(AuthApi.list_users, use_cases.list_users)
    update_user = command(AuthApi.update_user, use_cases.update_user)
    reset_password = command(AuthApi.reset_password, use_cases.reset_password)
    list_lockouts = query(AuthApi.list_lockouts, use_cases.list_lockouts)
    lift_lockout = command(AuthApi.lift_lockout, use_cases.lift_lockout)
    list_account_log = query(AuthApi.list_account_log, use_cases.list_account_log)

    list_signing_keys = query(AuthApi.list_signing_keys, use_cases.list_signing_keys)
    list_revoked_sessions = query(AuthApi.list_revoked_sessions, use_cases.list_revoked_sessions)

    create_first_signing_key = at_start(use_cases.create_first_signing_key)
    create_first_user = at_start(use_cases.create_first_user)
    rotate_signing_keys = timer(_HOUR_SECONDS, use_cases.rotate_signing_keys)
    forget_old_sessions = timer(_HOUR_SECONDS, use_cases.forget_old_sessions)
