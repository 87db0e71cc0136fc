"""A stream is cut into frames wherever the network cut it before."""

import struct

import pytest

from tests.faults import amqp_frames as frames


def frame(kind: int, channel: int, payload: bytes) -> bytes:
    return struct.pack(">BHI", kind, channel, len(payload)) + payload + b"\xce"


STREAM = [
    b"AMQP\x00\x00\x09\x01",
    frame(frames.METHOD, 1, struct.pack(">HH", 60, 40) + b"rest"),
    frame(frames.HEADER, 1, struct.pack(">HHQ", 60, 0, 3)),
    frame(frames.BODY, 1, b"\xce\xce\xce"),
    frame(8, 0, b""),
]


@pytest.mark.parametrize("size", [1, 2, 7, 8, 1000])
def test_frames_are_found_however_the_stream_arrives(size: int) -> None:
    reader, stream = frames.Frames(), b"".join(STREAM)
    found = [each for at in range(0, len(stream), size) for each in reader.take(stream[at : at + size])]
    assert found == STREAM


def test_what_is_no_frame_is_said_to_be_none() -> None:
    with pytest.raises(ValueError, match="does not end"):
        frames.Frames().take(STREAM[1][:-1] + b"x")


def test_a_confirm_is_read_as_it_is_written() -> None:
    written = frames.confirm(7, 300, multiple=True, refused=True)
    assert frames.Frames().take(written) == [written]
    assert (frames.channel_of(written), frames.method_of(written)) == (7, frames.NACK)
    assert frames.confirm_of(written) == (300, True)


def test_a_body_is_as_long_as_announced() -> None:
    assert frames.body_bytes_of(STREAM[2]) == frames.body_bytes_of(STREAM[3]) == 3
