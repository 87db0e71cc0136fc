"""AMQP 0-9-1 as far as a proxy must read it: where a frame ends, and which method it carries."""

import struct

METHOD, HEADER, BODY = 1, 2, 3
PUBLISH, ACK, NACK, CONFIRM_SELECT, CHANNEL_OPEN = (60, 40), (60, 80), (60, 120), (85, 10), (20, 10)

_PROTOCOL, _PROTOCOL_BYTES = b"AMQP", 8  # what a client says first is no frame
_HEAD = struct.Struct(">BHI")
_END = b"\xce"
_CONFIRM = struct.Struct(">HHQB")


class Frames:
    """Cuts one direction of a connection into frames."""

    def __init__(self) -> None:
        self._rest = b""

    def take(self, data: bytes) -> list[bytes]:
        """The frames that are complete now; raises ValueError for what is no AMQP."""
        data = self._rest + data
        frames, start = [], 0
        while (end := _end_of(data, start)) is not None and end <= len(data):
            frames.append(data[start:end])
            start = end
        self._rest = data[start:]
        return frames


def _end_of(data: bytes, start: int) -> int | None:
    if data.startswith(_PROTOCOL, start):
        return start + _PROTOCOL_BYTES
    if len(data) - start < _HEAD.size:
        return None
    size: int = _HEAD.unpack_from(data, start)[2]
    end = start + _HEAD.size + size + len(_END)
    if end <= len(data) and data[end - 1 : end] != _END:
        raise ValueError("a frame does not end where it says")
    return end


def kind_of(frame: bytes) -> int:
    """METHOD, HEADER, BODY, or something that goes by."""
    return frame[0]


def channel_of(frame: bytes) -> int:
    """The channel's number."""
    number: int = _HEAD.unpack_from(frame)[1]
    return number


def method_of(frame: bytes) -> tuple[int, int]:
    """The class and the method of a METHOD frame."""
    class_id, method_id = struct.unpack_from(">HH", frame, _HEAD.size)
    return class_id, method_id


def body_bytes_of(frame: bytes) -> int:
    """The bytes of body that a HEADER frame announces, or that a BODY frame brings."""
    if kind_of(frame) == HEADER:
        announced: int = struct.unpack_from(">Q", frame, _HEAD.size + 4)[0]
        return announced
    return len(frame) - _HEAD.size - len(_END)


def confirm_of(frame: bytes) -> tuple[int, bool]:
    """The delivery tag of an ACK or a NACK, and whether it means all up to it."""
    _, _, tag, bits = _CONFIRM.unpack_from(frame, _HEAD.size)
    return tag, bool(bits & 1)


def confirm(channel: int, tag: int, *, multiple: bool, refused: bool) -> bytes:
    """An ACK, or a NACK, as a broker would send it."""
    payload = _CONFIRM.pack(*(NACK if refused else ACK), tag, int(multiple))
    return _HEAD.pack(METHOD, channel, len(payload)) + payload + _END
