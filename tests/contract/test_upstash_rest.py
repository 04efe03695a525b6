"""Upstash's REST protocol, byte for byte: https://upstash.com/docs/redis/features/restapi."""

import httpx
import pytest

from lib.dev.testbed import TestBed


def billed(services: TestBed) -> int:
    answer = httpx.get(f"{services.emulators_url}/_control/upstash/billed")
    commands: int = answer.json()["commands"]
    return commands


def test_takes_a_command_as_an_array(upstash: httpx.Client) -> None:
    answer = upstash.post("", json=["SET", "key", "value"])

    assert (answer.status_code, answer.json()) == (200, {"result": "OK"})
    assert upstash.post("", json=["GET", "key"]).json() == {"result": "value"}


def test_takes_a_command_as_a_path(upstash: httpx.Client) -> None:
    assert upstash.get("/set/key/a%2Fb").json() == {"result": "OK"}
    assert upstash.get("/get/key").json() == {"result": "a/b"}


def test_takes_the_body_as_the_last_argument_and_options_from_the_query(upstash: httpx.Client) -> None:
    upstash.post("/set/key?EX=100", content=b"\x00\xffbinary")

    assert 0 < upstash.get("/ttl/key").json()["result"] <= 100
    encoded = upstash.get("/get/key", headers={"Upstash-Encoding": "base64"})
    assert encoded.json() == {"result": "AP9iaW5hcnk="}


def test_encodes_values_but_no_statuses(upstash: httpx.Client) -> None:
    headers = {"Upstash-Encoding": "base64"}

    assert upstash.post("", json=["SET", "key", "OK"], headers=headers).json() == {"result": "OK"}
    assert upstash.post("", json=["GET", "key"], headers=headers).json() == {"result": "T0s="}


def test_goes_on_after_an_error_in_a_pipeline(upstash: httpx.Client) -> None:
    answer = upstash.post("/pipeline", json=[["SET", "key", "x"], ["INCR", "key"], ["GET", "key"]])

    assert answer.status_code == 200
    first, second, third = answer.json()
    assert (first, third) == ({"result": "OK"}, {"result": "x"})
    assert second["error"].startswith("ERR value is not an integer")


def test_does_nothing_of_a_transaction_with_an_unknown_command(upstash: httpx.Client) -> None:
    answer = upstash.post("/multi-exec", json=[["SET", "key", "x"], ["NONSENSE"]])

    assert answer.status_code == 400
    assert answer.json()["error"].startswith("EXECABORT")
    assert upstash.get("/get/key").json() == {"result": None}


def test_runs_a_transaction_whole(upstash: httpx.Client) -> None:
    answer = upstash.post("/multi-exec", json=[["SET", "key", "5"], ["INCRBY", "key", "2"]])

    assert answer.json() == [{"result": "OK"}, {"result": 7}]


@pytest.mark.parametrize(
    "body", [b"", b"not json", b"{}", b"[]", b'"GET"', b"[1]", b'[["GET"]]', b"\xff\xfe"], ids=repr
)
def test_refuses_what_is_no_command(upstash: httpx.Client, body: bytes) -> None:
    answer = upstash.post("", content=body)

    assert answer.status_code == 400
    assert answer.json()["error"].startswith("ERR")


@pytest.mark.parametrize("command", ["SUBSCRIBE", "blpop", "MULTI", "Shutdown", "CONFIG", "SELECT"])
def test_refuses_commands_that_one_shared_connection_cannot_take(upstash: httpx.Client, command: str) -> None:
    answer = upstash.post("", json=[command, "x", "0"])

    assert answer.status_code == 400
    assert "not available" in answer.json()["error"]


def test_says_what_is_wrong_with_the_arguments(upstash: httpx.Client) -> None:
    answer = upstash.post("", json=["GET"])

    assert answer.status_code == 400
    assert answer.json()["error"].startswith("ERR wrong number of arguments")


def test_wants_a_token(services: TestBed) -> None:
    url = services.environment["KV_REST_API_URL"]

    assert httpx.post(url, json=["PING"]).status_code == 401
    assert httpx.post(url, json=["PING"], headers={"Authorization": "Bearer no"}).status_code == 401
    token = services.environment["KV_REST_API_TOKEN"]
    assert httpx.get(f"{url}/ping", params={"_token": token}).json() == {"result": "PONG"}


def test_lets_the_reading_token_read_but_not_write(services: TestBed, upstash: httpx.Client) -> None:
    upstash.get("/set/key/value")
    reader = {"Authorization": f"Bearer {services.environment['KV_REST_API_READ_ONLY_TOKEN']}"}

    assert upstash.get("/get/key", headers=reader).json() == {"result": "value"}
    refused = upstash.get("/set/key/other", headers=reader)
    assert refused.status_code == 400
    assert refused.json()["error"].startswith("NOPERM")


def test_answers_405_to_other_methods(upstash: httpx.Client) -> None:
    assert upstash.delete("/get/key").status_code == 405


@pytest.mark.parametrize("number", ["12345678901234567890", "1.50", "-0.1"])
def test_keeps_every_digit_of_a_number(upstash: httpx.Client, number: str) -> None:
    upstash.post("", content=f'["SET","key",{number}]')

    assert upstash.get("/get/key").json() == {"result": number}


def test_counts_what_upstash_would_bill(services: TestBed, upstash: httpx.Client) -> None:
    before = billed(services)

    upstash.post("/pipeline", json=[["SET", "a", "1"], ["GET", "a"]])
    upstash.post("", json=["EVAL", "return redis.call('INCR', KEYS[1])", "1", "a"])

    assert billed(services) - before == 4  # two in the pipeline, the script, and the call inside it


def test_encodes_simple_strings_other_than_ok(upstash: httpx.Client) -> None:
    answer = upstash.post("", json=["PING"], headers={"Upstash-Encoding": "base64"})

    assert answer.json() == {"result": "UE9ORw=="}
