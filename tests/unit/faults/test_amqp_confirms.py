"""A client must take what it is told for its own messages, however they reached the broker."""

import random

from tests.faults.amqp_confirms import Confirm, Confirms


def one(tag: int, *, refused: bool = False) -> Confirm:
    return Confirm(tag, multiple=False, refused=refused)


def test_a_message_is_confirmed_when_each_of_its_copies_was() -> None:
    confirms = Confirms()
    tag = confirms.published(2)
    confirms.sent(tag)
    confirms.sent(tag)
    assert confirms.answered(2, multiple=False, refused=False) == []
    assert confirms.answered(1, multiple=False, refused=False) == [one(1)]


def test_a_message_of_which_one_copy_was_refused_is_refused() -> None:
    confirms = Confirms()
    tag = confirms.published(2)
    confirms.sent(tag)
    confirms.sent(tag)
    assert confirms.answered(1, multiple=False, refused=True) == []
    assert confirms.answered(2, multiple=False, refused=False) == [one(1, refused=True)]


def test_an_answer_to_many_says_nothing_of_one_that_is_held_back() -> None:
    confirms = Confirms()
    held, *others = (confirms.published(1) for _ in range(3))
    for tag in others:
        confirms.sent(tag)
    assert confirms.answered(2, multiple=True, refused=False) == [one(2), one(3)]
    confirms.sent(held)
    assert confirms.answered(3, multiple=True, refused=False) == [one(1)]


def test_an_answer_to_all_stays_one_answer() -> None:
    confirms = Confirms()
    for tag in [confirms.published(1) for _ in range(5)]:
        confirms.sent(tag)
    assert confirms.answered(5, multiple=True, refused=False) == [Confirm(5, multiple=True, refused=False)]


def test_each_message_is_answered_once_and_never_too_early_whatever_happens() -> None:
    for seed in range(200):
        _go_through(random.Random(seed))


def _go_through(chance: random.Random) -> None:
    confirms, sent = Confirms(), list[int]()
    waiting = [tag for _ in range(20) for tag in [confirms.published(2)] * 2]
    chance.shuffle(waiting)
    for tag in waiting:
        confirms.sent(tag)
        sent.append(tag)
    unanswered, told = dict(enumerate(sent, start=1)), set[int]()
    while unanswered:
        broker_tag, multiple = chance.choice(list(unanswered)), chance.random() < 0.3
        for tag in [t for t in unanswered if t == broker_tag or (multiple and t < broker_tag)]:
            del unanswered[tag]
        for confirm in confirms.answered(broker_tag, multiple=multiple, refused=False):
            tags = set(range(1, confirm.tag + 1)) - told if confirm.multiple else {confirm.tag}
            assert not tags & told
            assert not tags & set(unanswered.values())
            told |= tags
    assert told == set(range(1, 21))
