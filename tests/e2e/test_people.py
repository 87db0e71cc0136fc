"""Signing in, first passwords, resets, sessions, and the messages people get."""

import secrets

from tests.e2e.conftest import Town, User, until


def newcomer(town: Town, role: str = "inspector") -> User:
    code = f"19-{secrets.randbelow(90) + 10}-{secrets.randbelow(10**8):08d}"
    body = {"membership_code": code, "full_name": "تازه‌وارد", "role": role, "birth_certificate_number": "777"}
    made = town.it.post("/users", body)
    again = town.it.ask("POST", "/users", body)
    assert (again.status_code, again.json()["code"]) == (409, "auth.duplicate_membership_code")
    return User(town.system.gateway_url, code, id=made["id"])


def test_the_first_password_leads_to_a_change_and_to_nothing_else(town: Town) -> None:
    user = newcomer(town)
    assert user.sign_in("777")["must_change_password"] is True
    for path in ("/me", "/me/worksheet", "/me/messages", "/files"):
        assert user.ask("GET", path).json()["code"] == "auth.password_change_required"
    weak = user.ask("PUT", "/auth/password", {"current_password": "777", "new_password": "777"})
    assert (weak.status_code, weak.json()["code"]) == (422, "auth.weak_password")
    wrong = user.ask("PUT", "/auth/password", {"current_password": "7", "new_password": "Kaman-Abru-77"})
    assert wrong.status_code == 422
    user.put("/auth/password", {"current_password": "777", "new_password": "Kaman-Abru-77"}, 204)
    assert user.get("/me")["membership_code"] == user.code  # the same token works on
    user.post("/auth/login", {"membership_code": user.code, "password": "777"}, 401)
    assert user.sign_in("Kaman-Abru-77")["must_change_password"] is False


def test_unknown_and_wrong_look_alike(town: Town) -> None:
    user = User(town.system.gateway_url, town.inspector.code)
    wrong = user.ask("POST", "/auth/login", {"membership_code": user.code, "password": "wrong"})
    unknown = user.ask("POST", "/auth/login", {"membership_code": "19-3-00000000", "password": "wrong"})
    assert (wrong.status_code, unknown.status_code) == (401, 401)
    bodies = [{**r.json(), "correlation_id": ""} for r in (wrong, unknown)]
    assert bodies[0] == bodies[1]
    assert bodies[0]["code"] == "auth.invalid_credentials"


def test_refresh_tokens_work_once(town: Town) -> None:
    user = newcomer(town)
    first = user.sign_in("777")["refresh_token"]
    second = user.post("/auth/refresh", {"refresh_token": first}, 200)["refresh_token"]
    user.post("/auth/refresh", {"refresh_token": first}, 401)  # sent twice: only that one is refused
    third = user.post("/auth/refresh", {"refresh_token": second}, 200)["refresh_token"]
    user.post("/auth/refresh", {"refresh_token": first}, 401)  # stolen: its successor was used meanwhile
    user.post("/auth/refresh", {"refresh_token": third}, 401)  # so the session is over


def test_passwords_cannot_be_guessed_without_end(town: Town) -> None:
    user = newcomer(town)
    wrong, right = ({"membership_code": user.code, "password": password} for password in ("7", "777"))
    for _ in range(10):
        assert user.post("/auth/login", wrong, 401)["code"] == "auth.invalid_credentials"
    locked = user.ask("POST", "/auth/login", right)
    assert (locked.status_code, locked.json()["code"]) == (429, "auth.too_many_attempts")
    assert 0 < int(locked.headers["Retry-After"]) <= 60
    temporary = town.it.post(f"/users/{user.id}/password-reset", status=200)["temporary_password"]
    again = town.it.ask("POST", f"/users/{user.id}/password-reset")
    assert (again.status_code, again.json()["code"]) == (409, "auth.reset_just_now")
    assert user.sign_in(temporary)["must_change_password"] is True


def test_signing_out_and_being_locked_out(town: Town) -> None:
    user = town.user("contractor")
    assert user.ask("POST", "/auth/logout").status_code == 204
    assert user.ask("GET", "/me").status_code == 401
    user.sign_in("Kaman-Abru-77")
    town.it.patch(f"/users/{user.id}", {"active": False})
    assert user.ask("GET", "/me").status_code == 401
    user.post("/auth/login", {"membership_code": user.code, "password": "Kaman-Abru-77"}, 401)
    town.it.patch(f"/users/{user.id}", {"active": True, "full_name": "نام تازه"})
    user.sign_in("Kaman-Abru-77")
    assert user.get("/me")["full_name"] == "نام تازه"


def test_a_forgotten_password_is_reset_by_it(town: Town) -> None:
    user = town.user("contractor")
    temporary = town.it.post(f"/users/{user.id}/password-reset", status=200)["temporary_password"]
    assert user.ask("GET", "/me").status_code == 401
    assert user.sign_in(temporary)["must_change_password"] is True
    user.put("/auth/password", {"current_password": temporary, "new_password": "Sabz-Derakht-9"}, 204)
    user.sign_in("Sabz-Derakht-9")
    assert user.get("/me")["role"] == "contractor"


def test_the_demo_accounts(town: Town) -> None:
    for code in (
        "19-9-00001",
        "19-9-00002",
        "19-9-00003",
        "19-7-00001",
        "19-7-00002",
        "19-3-00001",
        "19-3-00004",
    ):
        demo = User(town.system.gateway_url, code)
        assert demo.sign_in("Gazban-demo-1405")["must_change_password"] is False
    last = User(town.system.gateway_url, "19-3-00005")
    assert last.sign_in("3005")["must_change_password"] is True
    statuses = {item["status"] for item in town.office.get("/files?limit=200")["items"]}
    assert statuses == {"awaiting_payment", "awaiting_referral", "referred", "completed", "cancelled"}


def test_messages_reach_those_concerned(town: Town) -> None:
    reader, other = town.user("inspector"), town.user("contractor")
    body = {"audience": "person", "recipient_id": reader.id, "subject": "خصوصی", "body": "برای شما"}
    sent = until(
        lambda: (r := town.office.ask("POST", "/messages", body)).status_code == 201 and r.json(),
        "it is sent",
    )
    role = town.office.post(
        "/messages", {"audience": "role", "role": "inspector", "subject": "بازرسان", "body": "م"}
    )
    everyone = town.office.post("/messages", {"audience": "all", "subject": "همه", "body": "م"})
    mine = [item["id"] for item in reader.get("/me/messages")["items"]]
    theirs = [item["id"] for item in other.get("/me/messages")["items"]]
    assert {sent["id"], role["id"], everyone["id"]} <= set(mine)
    assert everyone["id"] in theirs
    assert not {sent["id"], role["id"]} & set(theirs)
    assert reader.ask("POST", f"/me/messages/{sent['id']}/read").status_code == 204
    assert other.ask("POST", f"/me/messages/{sent['id']}/read").status_code == 404
    unread = [item["id"] for item in reader.get("/me/messages?unread=true")["items"]]
    assert sent["id"] not in unread
    assert role["id"] in unread
    for wrong in ({"audience": "role"}, {"audience": "person"}, {"audience": "nobody"}):
        assert town.office.ask("POST", "/messages", {"subject": "س", "body": "م", **wrong}).status_code == 422


def test_facts_notify_those_concerned(town: Town) -> None:
    file = town.referred_file()
    town.report(file["id"], "defective")

    def about(user: User) -> list[str]:
        items = user.get("/me/messages?limit=200")["items"]
        return [item["subject"] for item in items if item["file_id"] == file["id"]]

    until(lambda: len(about(town.contractor)) >= 6, "the contractor has heard of invoice, payment … and debt")
    until(lambda: len(about(town.inspector)) >= 2, "the inspector has heard of the referral and the fee")
