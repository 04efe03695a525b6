"""The official Python clients, `upstash-redis` and `upstash-ratelimit`, work against the emulator unchanged."""

import asyncio
import hashlib
import time
from collections.abc import Iterator
from typing import Literal

import pytest
from upstash_ratelimit import FixedWindow, Ratelimit, SlidingWindow, TokenBucket
from upstash_ratelimit.asyncio import Ratelimit as AsyncRatelimit
from upstash_redis import Redis
from upstash_redis.asyncio import Redis as AsyncRedis
from upstash_redis.errors import UpstashError

from lib.dev.faults import FaultPlan
from lib.dev.testbed import TestBed

type Limiter = FixedWindow | SlidingWindow | TokenBucket

WINDOW = 60  # seconds; long enough that a slow machine stays inside one


def connect(services: TestBed, encoding: Literal["base64"] | None = "base64") -> Redis:
    url, token = services.environment["KV_REST_API_URL"], services.environment["KV_REST_API_TOKEN"]
    return Redis(url=url, token=token, rest_encoding=encoding, rest_retries=0)


@pytest.fixture(params=["base64", None], ids=["encoded", "plain"])
def redis(request: pytest.FixtureRequest, services: TestBed) -> Iterator[Redis]:
    with connect(services, request.param) as client:
        yield client


@pytest.mark.parametrize("value", ["plain", "héllo ✓ 🍲", "OK", "", "line\nbreak", "0", 'quo"te'])
def test_gives_back_every_string_as_it_was_set(redis: Redis, value: str) -> None:
    redis.set("key", value)

    assert redis.get("key") == value


def test_counts_and_expires(redis: Redis) -> None:
    redis.set("count", 41)

    assert redis.incr("count") == 42
    assert redis.incrbyfloat("fraction", 1.5) == 1.5
    assert redis.pexpire("count", 5_000) == 1
    assert 0 < redis.pttl("count") <= 5_000


def test_sets_only_what_is_not_there_when_asked_so(redis: Redis) -> None:
    first = redis.set("lock", "mine", nx=True, px=5_000)

    second = redis.set("lock", "theirs", nx=True, px=5_000)

    assert first
    assert not second
    assert redis.get("lock") == "mine"


def test_answers_with_nothing_for_a_missing_key(redis: Redis) -> None:
    assert redis.get("missing") is None
    assert redis.mget("missing", "as well") == [None, None]


def test_keeps_hashes_lists_sets_and_sorted_sets(redis: Redis) -> None:
    redis.hset("hash", values={"a": "1", "b": "ü"})
    redis.rpush("list", "x", "y")
    redis.sadd("set", "only")
    redis.zadd("sorted", {"low": 1, "high": 2.5})

    assert redis.hgetall("hash") == {"a": "1", "b": "ü"}
    assert redis.lrange("list", 0, -1) == ["x", "y"]
    assert list(redis.smembers("set")) == ["only"]
    assert redis.zrange("sorted", 0, -1, withscores=True) == [("low", 1.0), ("high", 2.5)]


def test_raises_the_errors_of_the_database(redis: Redis) -> None:
    redis.set("text", "x")

    with pytest.raises(UpstashError, match="not an integer"):
        redis.incr("text")
    with pytest.raises(UpstashError, match="unknown command"):
        redis.execute(["NONSENSE"])


def test_refuses_a_wrong_token(services: TestBed) -> None:
    stranger = Redis(url=services.environment["KV_REST_API_URL"], token="wrong", rest_retries=0)

    with stranger, pytest.raises(UpstashError, match="WRONGPASS"):
        stranger.get("key")


def test_runs_pipelines_and_transactions_in_order(redis: Redis) -> None:
    pipeline = redis.pipeline()
    pipeline.set("a", 1)
    pipeline.incr("a")
    pipeline.get("a")
    transaction = redis.multi()
    transaction.set("b", 5)
    transaction.incrby("b", 2)

    assert pipeline.exec() == [True, 2, "2"]
    assert transaction.exec() == [True, 7]


def test_runs_scripts_with_keys_and_arguments(redis: Redis) -> None:
    script = "return {KEYS[1], ARGV[1], redis.call('INCRBY', KEYS[1], ARGV[1])}"

    assert redis.eval(script, keys=["key"], args=["3"]) == ["key", "3", 3]
    assert redis.evalsha(redis.script_load("return 7"), keys=[], args=[]) == 7


def test_runs_scripts_that_carry_upstashs_own_flag(redis: Redis) -> None:
    counting = "#!lua flags=allow-key-locking\nreturn redis.call('INCR', KEYS[1])"
    reading = "#!lua flags=no-writes,allow-key-locking\nreturn redis.call('GET', KEYS[1])"

    assert redis.eval(counting, keys=["key"], args=[]) == 1
    assert redis.evalsha(redis.script_load(counting), keys=["key"], args=[]) == 2
    assert redis.evalsha(hashlib.sha1(counting.encode(), usedforsecurity=False).hexdigest(), keys=["key"], args=[]) == 3
    assert redis.eval(reading, keys=["key"], args=[]) == "3"


def test_keeps_the_other_flags_of_a_script(redis: Redis) -> None:
    writing = "#!lua flags=no-writes,allow-key-locking\nreturn redis.call('INCR', KEYS[1])"

    with pytest.raises(UpstashError, match="Write commands are not allowed"):
        redis.eval(writing, keys=["key"], args=[])


@pytest.mark.parametrize("limiter", [FixedWindow(3, WINDOW), SlidingWindow(3, WINDOW), TokenBucket(3, 1, WINDOW)])
def test_limits_as_each_algorithm_of_the_limiter_says(redis: Redis, limiter: Limiter) -> None:
    wait_for_room_in_the_window()
    limit = Ratelimit(redis=redis, limiter=limiter)

    answers = [limit.limit("somebody") for _ in range(5)]

    assert [answer.allowed for answer in answers] == [True, True, True, False, False]
    assert [answer.remaining for answer in answers] == [2, 1, 0, 0, 0]


async def test_lets_exactly_as_many_through_as_allowed_when_all_come_at_once(services: TestBed) -> None:
    wait_for_room_in_the_window()
    url, token = services.environment["KV_REST_API_URL"], services.environment["KV_REST_API_TOKEN"]
    async with AsyncRedis(url=url, token=token, rest_retries=0) as redis:
        limit = AsyncRatelimit(redis=redis, limiter=SlidingWindow(5, WINDOW))

        answers = await asyncio.gather(*[limit.limit("somebody") for _ in range(12)])

    assert sum(answer.allowed for answer in answers) == 5


def test_recovers_when_the_database_comes_back(services: TestBed) -> None:
    with connect(services) as redis:
        redis.set("key", "before")
        services.valkey.stop()
        with pytest.raises(UpstashError, match="unreachable"):
            redis.get("key")
        services.valkey.start()

        assert redis.get("key") is None
        assert redis.set("key", "after")


def test_fails_as_often_as_it_is_told_to(services: TestBed) -> None:
    services.misbehave("upstash", FaultPlan(fail_next=1))
    with connect(services) as redis:
        with pytest.raises(UpstashError, match="503"):
            redis.set("key", "lost")

        assert redis.get("key") is None


def wait_for_room_in_the_window() -> None:
    """Windows begin at whole minutes: not so near the end of one that the next would begin amid the test."""
    while time.time() % WINDOW > WINDOW - 5:
        time.sleep(0.2)
