"""The channels for SMS: a file, and Kavenegar's interface as a server of ours on loopback speaks it."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from chassis.settings import MissingSetting
from services.messaging.channels import Fate, PermanentFailure, TemporaryFailure, open_channel
from services.messaging.channels.kavenegar import Kavenegar
from services.messaging.channels.to_file import FileChannel
from services.messaging.settings import MessagingSettings

KEY = "4b6579-of-nobody"


class Provider:
    """Answers every request with the same status and body, after a pause, and remembers what was asked."""

    def __init__(self) -> None:
        self.status, self.body, self.pause_seconds, self.drips = 200, b"", 0.0, False
        self.asked: list[tuple[str, dict[str, str]]] = []
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                provider.asked.append((self.path, {name: values[0] for name, values in form.items()}))
                time.sleep(provider.pause_seconds)
                self.send_response(provider.status)
                self.send_header("Content-Length", str(len(provider.body)))
                self.end_headers()
                for at in range(len(provider.body)) if provider.drips else ():
                    self.wfile.write(provider.body[at : at + 1])
                    self.wfile.flush()
                    time.sleep(0.1)
                if not provider.drips:
                    self.wfile.write(provider.body)

            def handle(self) -> None:
                try:
                    super().handle()
                except OSError:
                    self.close_connection = True  # who asked has given up

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def says(self, status: int, entries: object, http: int | None = None) -> None:
        """Let it answer in its own form."""
        self.status = status if http is None else http
        answer = {"return": {"status": status, "message": "…"}, "entries": entries}
        self.body = json.dumps(answer).encode()

    def channel(self, patience_seconds: float = 5.0) -> Kavenegar:
        """A client of it."""
        host, port = self.server.server_address[:2]
        return Kavenegar(
            host=f"http://{host!s}:{port}/", key=KEY, sender="10004346", patience_seconds=patience_seconds
        )


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider()
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_a_text_is_handed_over_with_a_number_by_which_it_is_known(provider: Provider) -> None:
    provider.says(200, [{"messageid": 8792343, "status": 1}])
    channel = provider.channel()
    assert channel.send("09131234567", "سلام & درود", "one") == "8792343"
    channel.send("09131234567", "سلام", "one")
    channel.send("09131234567", "سلام", "two")
    paths, forms = zip(*provider.asked, strict=True)
    assert set(paths) == {f"/v1/{KEY}/sms/send.json"}
    assert forms[0] | {"localid": ""} == {
        "receptor": "09131234567",
        "message": "سلام & درود",
        "sender": "10004346",
        "localid": "",
    }
    numbers = [form["localid"] for form in forms]
    assert numbers[0] == numbers[1] != numbers[2]
    assert all(0 < int(number) < 2**63 for number in numbers)


@pytest.mark.parametrize("status", [400, 404, 411, 412, 413, 422])
def test_what_is_wrong_with_the_text_stays_wrong(provider: Provider, status: int) -> None:
    provider.says(status, None)
    with pytest.raises(PermanentFailure, match=str(status)):
        provider.channel().send("0913", "م", "k")
    provider.body = b"<html>not the provider</html>"
    with pytest.raises(PermanentFailure):
        provider.channel().send("0913", "م", "k")


@pytest.mark.parametrize("status", [402, 403, 409, 418, 429, 500, 502, 503])
def test_what_is_wrong_with_the_provider_or_the_account_may_pass(provider: Provider, status: int) -> None:
    provider.says(status, None)
    with pytest.raises(TemporaryFailure, match=str(status)):
        provider.channel().send("0913", "م", "k")


def test_a_refusal_in_an_answer_that_calls_itself_well(provider: Provider) -> None:
    provider.says(411, None, http=200)
    with pytest.raises(PermanentFailure, match="411"):
        provider.channel().send("0913", "م", "k")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"garbage",
        b"[]",
        b"null",
        b'{"return": 5}',
        b'{"return": {"status": 200}}',
        b'{"return": {"status": 200}, "entries": {}}',
        b'{"return": {"status": 200}, "entries": [5]}',
        b'{"return": {"status": 200}, "entries": [{"messageid": null}]}',
        b'{"return": {"status": "x"}, "entries": []}',
        b"\xff\xfe",
        b"[" * 5000,
    ],
)
def test_garbage_is_no_answer(provider: Provider, body: bytes) -> None:
    provider.body = body
    with pytest.raises(TemporaryFailure):
        provider.channel().send("0913", "م", "k")
    assert provider.channel().fates(["1"]) == {}


def test_nobody_waits_for_ever(provider: Provider) -> None:
    provider.says(200, [{"messageid": 1}])
    provider.pause_seconds = 1.0
    began = time.monotonic()
    with pytest.raises(TemporaryFailure, match="Timeout"):
        provider.channel(patience_seconds=0.2).send("0913", "م", "k")
    provider.pause_seconds, provider.drips = 0.0, True
    with pytest.raises(TemporaryFailure, match="no end"):
        provider.channel(patience_seconds=0.3).send("0913", "م", "k")
    assert time.monotonic() - began < 1.5


def test_an_answer_without_end(provider: Provider) -> None:
    provider.body = b" " * 300_000
    with pytest.raises(TemporaryFailure, match="no end"):
        provider.channel().send("0913", "م", "k")


def test_a_provider_that_is_away_is_told_without_the_key() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        host = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        channel = Kavenegar(host=host, key=KEY, sender="1", patience_seconds=1.0)
        with pytest.raises(TemporaryFailure) as failure:
            channel.send("0913", "م", "k")
    assert KEY not in str(failure.value)
    assert failure.value.__cause__ is None
    assert failure.value.__suppress_context__


def test_a_redirection_is_not_followed(provider: Provider) -> None:
    provider.status = 302
    with pytest.raises(TemporaryFailure, match="302"):
        provider.channel().send("0913", "م", "k")
    assert len(provider.asked) == 1


def test_what_became_of_texts(provider: Provider) -> None:
    statuses = {1: 1, 2: 4, 3: 10, 4: 11, 5: 14, 6: 6, 7: 100}
    provider.says(200, [{"messageid": number, "status": status} for number, status in statuses.items()])
    assert provider.channel().fates([str(number) for number in statuses]) == {
        "1": Fate.UNDER_WAY,
        "2": Fate.UNDER_WAY,
        "3": Fate.DELIVERED,
        "4": Fate.LOST,
        "5": Fate.LOST,
        "6": Fate.LOST,
    }
    assert provider.asked == [(f"/v1/{KEY}/sms/status.json", {"messageid": "1,2,3,4,5,6,7"})]
    provider.says(414, None)
    with pytest.raises(TemporaryFailure):
        provider.channel().fates(["1"])


def test_a_file_gets_a_line_per_text_and_is_nobody_elses(tmp_path: Path) -> None:
    path = tmp_path / "sms.jsonl"
    channel = FileChannel(path)
    references = [channel.send("09131234567", "یک\nدو", key) for key in ("a", "b")]
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert lines[1] == {"key": "b", "mobile": "09131234567", "text": "یک\nدو"}
    assert path.stat().st_mode & 0o777 == 0o600
    assert channel.fates(references) == dict.fromkeys(references, Fate.DELIVERED)


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(TemporaryFailure):
        FileChannel(tmp_path / "nowhere" / "sms.jsonl").send("0913", "م", "k")


def test_the_settings_choose_a_channel(tmp_path: Path) -> None:
    assert isinstance(open_channel(MessagingSettings(sms_file=tmp_path / "x")), FileChannel)
    whole = MessagingSettings(
        sms_channel="kavenegar", kavenegar_host="http://127.0.0.1:1", kavenegar_key=KEY, kavenegar_sender="1"
    )
    assert isinstance(open_channel(whole), Kavenegar)
    assert KEY not in repr(whole)
    for lacking in (
        MessagingSettings(sms_channel="kavenegar", kavenegar_host="http://127.0.0.1:1", kavenegar_key=KEY),
        MessagingSettings(sms_channel="pigeon"),
    ):
        with pytest.raises(MissingSetting):
            open_channel(lacking)
