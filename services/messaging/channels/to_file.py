"""SMS for demonstrations and tests: each is a line of JSON at the end of a file, and counts as delivered."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

from services.messaging.channels.channel import Fate, TemporaryFailure


class FileChannel:
    """Appends to a file that only its owner may read: mobile numbers are nobody else's business."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def send(self, mobile: str, text: str, key: str) -> str:
        """Append one line, in one write, so that replicas may share the file."""
        line = json.dumps({"key": key, "mobile": mobile, "text": text}, ensure_ascii=False)
        try:
            descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(descriptor, f"{line}\n".encode())
            finally:
                os.close(descriptor)
        except OSError as error:
            raise TemporaryFailure(f"the file cannot be written: {error.strerror}") from error
        return key

    def fates(self, references: Sequence[str]) -> dict[str, Fate]:
        """Whatever is in the file has arrived."""
        return dict.fromkeys(references, Fate.DELIVERED)
