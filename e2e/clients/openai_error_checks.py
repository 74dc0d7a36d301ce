import json

import openai
from openai import OpenAI

from checks import (
    check,
    equal,
    expected,
    host,
    raises,
    run,
    token,
)

client = OpenAI(api_key=token, base_url=f"{host}/serving-endpoints")


def ask(text):
    return [{"role": "user", "content": text}]


def whole_text(chunks):
    return "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)


@check("error: responses of an endpoint that answers 400, or is cut in the middle")
def _():
    raises(
        openai.BadRequestError,
        lambda: client.responses.create(model="sim-400", input="x"),
        words=["Invalid value for temperature"],
        seconds=3,
    )
    raises(openai.BadRequestError, lambda: client.responses.create(model="sim-embed", input="x"), seconds=3)
    try:
        types = [event.type for event in client.responses.create(model="sim-cut", input="x", stream=True)]
        assert "response.completed" not in types, types
        assert {"error", "response.failed"} & set(types), types
    except openai.APIError:
        pass


@check("error: a wrong token is refused, at once")
def _():
    wrong = OpenAI(api_key="dapi-wrong", base_url=f"{host}/serving-endpoints")
    error = raises(
        openai.PermissionDeniedError,
        lambda: wrong.chat.completions.create(model="echo", messages=ask("x")),
        words=["Invalid access token"],
    )
    equal(error.body["error_code"], "PERMISSION_DENIED")


@check("error: an unknown endpoint")
def _():
    error = raises(
        openai.NotFoundError,
        lambda: client.chat.completions.create(model="no-such", messages=ask("x")),
        words=["does not exist"],
    )
    equal(error.body["error_code"], "ENDPOINT_NOT_FOUND")


@check("error: the upstream's 400 comes with its words, at once")
def _():
    raises(
        openai.BadRequestError,
        lambda: client.chat.completions.create(model="sim-400", messages=ask("x")),
        words=["Invalid value for temperature"],
        seconds=3,
    )


@check("error: the upstream's 400 to a stream comes before the stream")
def _():
    raises(
        openai.BadRequestError,
        lambda: client.chat.completions.create(model="sim-400", messages=ask("x"), stream=True),
        words=["Invalid value for temperature"],
        seconds=3,
    )


@check("checklist 10: the upstream's 429 says when to come back")
def _():
    error = raises(
        openai.RateLimitError,
        lambda: client.with_options(max_retries=0).chat.completions.create(model="sim-429", messages=ask("x")),
        words=["Rate limit reached"],
    )
    equal(error.body["error_code"], "REQUEST_LIMIT_EXCEEDED")
    assert int(error.response.headers["retry-after"]) > 0


@check("error: the upstream's 500, also as a page of HTML")
def _():
    for model in ["sim-500", "sim-500-html"]:
        error = raises(
            openai.InternalServerError,
            lambda: client.with_options(max_retries=0).chat.completions.create(model=model, messages=ask("x")),
        )
        assert error.response.headers["content-type"].startswith("application/json")
        assert isinstance(error.body["error_code"], str) and "<html" not in error.body["message"]


@check("error: 503 once is overcome by the client's own second try")
def _():
    answer = client.chat.completions.create(model="sim-503-once", messages=ask("x"))
    assert answer.choices[0].message.content


@check("error: the upstream refuses the server's key: not the caller's mistake")
def _():
    error = raises(
        openai.APIStatusError,
        lambda: client.with_options(max_retries=0).chat.completions.create(model="sim-401", messages=ask("x")),
        words=["Incorrect API key"],
    )
    assert "sk-of-the-simulator" not in str(error)


@check("error: a body of another task is refused at once")
def _():
    raises(
        openai.BadRequestError,
        lambda: client.embeddings.create(model="sim-chat", input="x"),
        seconds=3,
    )
    raises(
        openai.BadRequestError,
        lambda: client.chat.completions.create(model="sim-embed", messages=ask("x")),
        seconds=3,
    )


@check("error: a stream that was cut ends in an error, never as if whole")
def _():
    for model in ["sim-cut", "sim-error-in-stream"]:
        seen = []

        def read():
            for chunk in client.chat.completions.create(model=model, messages=ask("x"), stream=True):
                seen.append(chunk)

        raises(openai.APIError, read)
        text = whole_text(seen)
        assert text and expected["partial"].startswith(text) and text != expected["partial"], text
        assert not [choice for chunk in seen for choice in chunk.choices if choice.finish_reason]


run()
