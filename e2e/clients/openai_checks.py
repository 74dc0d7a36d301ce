import asyncio
import base64
import inspect
import json

import openai
from openai import AsyncOpenAI, OpenAI
from pydantic import BaseModel

from checks import (
    check,
    city_schema,
    context,
    equal,
    expected,
    host,
    image_url,
    is_unit,
    raises,
    run,
    sent_upstream,
    system_and_user,
    token,
    weather_tool,
)

client = OpenAI(api_key=token, base_url=f"{host}/serving-endpoints")


def ask(text):
    return [{"role": "user", "content": text}]


def whole_text(chunks):
    return "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)


@check("article 2: chat.completions.create with base_url and access token")
def _():
    answer = client.chat.completions.create(model="sim-chat", messages=system_and_user, max_tokens=256)
    equal(answer.choices[0].message.content, expected["chat"])
    equal(answer.choices[0].message.role, "assistant")
    equal(answer.choices[0].finish_reason, "stop")
    equal(answer.object, "chat.completion")
    assert isinstance(answer.id, str) and isinstance(answer.created, int)
    assert answer.choices[0].message.tool_calls is None
    usage = answer.usage
    equal(usage.prompt_tokens + usage.completion_tokens, usage.total_tokens)


@check("checklist 12: the answer says which served model gave it, and its request id")
def _():
    raw = client.chat.completions.with_raw_response.create(model="sim-chat", messages=system_and_user)
    assert raw.headers["served-model-name"], raw.headers
    assert raw.headers["x-request-id"], raw.headers


@check("max_tokens cuts the answer and says so")
def _():
    answer = client.chat.completions.create(model="sim-chat", messages=system_and_user, max_tokens=5)
    equal(answer.choices[0].message.content, expected["chatOf5"])
    equal(answer.choices[0].finish_reason, "length")


@check("checklist 7: a stream nobody asked usage of tells it once, before the one finish")
def _():
    chunks = list(client.chat.completions.create(model="sim-chat", messages=system_and_user, stream=True))
    equal(whole_text(chunks), expected["chat"])
    equal({chunk.object for chunk in chunks}, {"chat.completion.chunk"})
    equal(len({chunk.id for chunk in chunks}), 1)
    reasons = [choice.finish_reason for chunk in chunks for choice in chunk.choices if choice.finish_reason]
    equal(reasons, ["stop"])
    with_usage = [at for at, chunk in enumerate(chunks) if chunk.usage is not None]
    equal(len(with_usage), 1)
    equal(chunks[with_usage[0]].choices, [])
    assert chunks[-1].choices[0].finish_reason == "stop", chunks[-1]


@check("a stream with include_usage ends in its usage")
def _():
    chunks = list(
        client.chat.completions.create(
            model="sim-chat", messages=system_and_user, stream=True, stream_options={"include_usage": True}
        )
    )
    equal(whole_text(chunks), expected["chat"])
    equal(len([chunk for chunk in chunks if chunk.usage]), 1)
    equal(chunks[-1].choices, [])
    equal(chunks[-1].usage.completion_tokens, 30)


@check("a stream of reasoning keeps reasoning and answer apart")
def _():
    chunks = list(client.chat.completions.create(model="sim-reasoning", messages=system_and_user, stream=True))
    equal(whole_text(chunks), expected["reasoned"])


@check("tools: asked for whole, and sent on as they were")
def _():
    answer = client.chat.completions.create(
        model="sim-tools",
        messages=ask("openai tools whole"),
        tools=[weather_tool],
        tool_choice={"type": "function", "function": {"name": "get_weather"}},
    )
    (call,) = answer.choices[0].message.tool_calls
    equal((call.function.name, json.loads(call.function.arguments)), ("get_weather", {"city": "Bonn"}))
    equal(answer.choices[0].finish_reason, "tool_calls")
    sent = sent_upstream("openai tools whole")
    equal(sent["tools"], [weather_tool])
    equal(sent["tool_choice"], {"type": "function", "function": {"name": "get_weather"}})


@check("tools: asked for streamed")
def _():
    name = arguments = ""
    for chunk in client.chat.completions.create(
        model="sim-tools", messages=ask("x"), tools=[weather_tool], stream=True
    ):
        for choice in chunk.choices:
            for part in choice.delta.tool_calls or []:
                name += part.function.name or ""
                arguments += part.function.arguments or ""
    equal((name, arguments), ("get_weather", '{"city":"Bonn"}'))


@check("tools: their results go to the upstream as they were")
def _():
    messages = [
        {"role": "user", "content": "openai tool results"},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {
                    "id": "call_1",
                    "type": "function",
                    "function": {"name": "get_weather", "arguments": '{"city": "Bonn"}'},
                }
            ],
        },
        {"role": "tool", "tool_call_id": "call_1", "content": '{"degrees": 7}'},
    ]
    client.chat.completions.create(model="sim-chat", messages=messages, tools=[weather_tool])
    equal(sent_upstream("openai tool results")["messages"], messages)


class City(BaseModel):
    city: str
    degrees: int


@check("structured output: json_schema, parsed by the client")
def _():
    answer = client.chat.completions.parse(
        model="sim-json", messages=ask("openai structured output"), response_format=City
    )
    equal(answer.choices[0].message.parsed, City(city="Bonn", degrees=7))
    sent = sent_upstream("openai structured output")
    equal(sent["response_format"]["json_schema"]["schema"]["required"], city_schema["required"])


@check("images go to the upstream as they were")
def _():
    content = [
        {"type": "text", "text": "openai image"},
        {"type": "image_url", "image_url": {"url": image_url, "detail": "low"}},
    ]
    client.chat.completions.create(model="sim-chat", messages=[{"role": "user", "content": content}])
    equal(sent_upstream("openai image")["messages"][0]["content"], content)


@check("logprobs come back whole")
def _():
    answer = client.chat.completions.create(
        model="sim-chat", messages=ask("x"), max_tokens=3, logprobs=True, top_logprobs=1
    )
    equal([round(entry.logprob, 3) for entry in answer.choices[0].logprobs.content], [0, -0.1, -0.2])
    assert answer.choices[0].logprobs.content[0].top_logprobs[0].bytes


@check("n gives so many choices, each with its index")
def _():
    answer = client.chat.completions.create(model="sim-chat", messages=ask("x"), n=3, max_tokens=2)
    equal([choice.index for choice in answer.choices], [0, 1, 2])


@check("n, streamed by a local endpoint: every choice ends once")
def _():
    reasons = {}
    for chunk in client.chat.completions.create(model="echo", messages=ask("two"), n=2, stream=True, max_tokens=4):
        for choice in chunk.choices:
            if choice.finish_reason:
                reasons.setdefault(choice.index, []).append(choice.finish_reason)
    equal(reasons, {0: ["length"], 1: ["length"]})


@check("checklist 11: unknown fields and extra_params reach the upstream")
def _():
    client.chat.completions.create(
        model="sim-chat",
        messages=ask("openai extra fields"),
        extra_body={"top_k": 3, "thinking": {"type": "enabled"}, "extra_params": {"min_p": "0.1", "name": "x"}},
    )
    sent = sent_upstream("openai extra fields")
    equal((sent["top_k"], sent["thinking"], sent["min_p"], sent["name"]), (3, {"type": "enabled"}, 0.1, "x"))
    assert "extra_params" not in sent


@check("any text comes back as it went")
def _():
    text = 'it\'s "quoted" \\n \\u0041 $HOME `x` {{y}} \n\t\r \u0000 \u2028 é 😀👩‍👧 \u202e עברית'
    client.chat.completions.create(model="sim-chat", messages=ask("openai text " + text))
    equal(sent_upstream("openai text ")["messages"][0]["content"], "openai text " + text)


@check("article 14: completions.create")
def _():
    answer = client.completions.create(model="sim-chat", prompt="what is databricks", temperature=1.0)
    equal(answer.choices[0].text, expected["completion"])
    equal(answer.object, "text_completion")


@check("completions streamed")
def _():
    chunks = list(client.completions.create(model="sim-chat", prompt="what is databricks", stream=True))
    equal("".join(choice.text for chunk in chunks for choice in chunk.choices), expected["completion"])
    equal({chunk.object for chunk in chunks}, {"text_completion"})


@check("completions of several prompts, n each, with logprobs")
def _():
    answer = client.completions.create(model="sim-chat", prompt=["a", "b"], n=2, max_tokens=2, logprobs=1)
    equal([choice.index for choice in answer.choices], [0, 1, 2, 3])
    equal(len(answer.choices[0].logprobs.tokens), 2)


@check("article 8: embeddings.create, base64 on the wire as the client asks")
def _():
    raw = client.embeddings.with_raw_response.create(
        model="universal-sentence-encoder-lite", input="what is databricks"
    )
    on_the_wire = json.loads(raw.http_response.text)["data"][0]["embedding"]
    assert isinstance(on_the_wire, str), "floats, though base64 was asked for"
    equal(len(base64.b64decode(on_the_wire)), 512 * 4)
    answer = raw.parse()
    equal(len(answer.data[0].embedding), 512)
    assert is_unit(answer.data[0].embedding)
    equal((answer.object, answer.data[0].object, answer.data[0].index), ("list", "embedding", 0))
    assert answer.usage.prompt_tokens == answer.usage.total_tokens > 0


@check("embeddings as floats are the same vector, locally and from an upstream")
def _():
    for model in ["universal-sentence-encoder-lite", "sim-embed"]:
        floats = client.embeddings.create(model=model, input=["a", "b"], encoding_format="float").data
        decoded = client.embeddings.create(model=model, input=["a", "b"]).data
        equal([item.index for item in decoded], [0, 1])
        for one, other in zip(floats, decoded):
            assert max(abs(x - y) for x, y in zip(one.embedding, other.embedding)) < 1e-6


@check("embeddings: dimensions reach the upstream")
def _():
    equal(len(client.embeddings.create(model="sim-embed", input="x", dimensions=5).data[0].embedding), 5)


@check("a local model answers, whole and streamed")
def _():
    model = context["localModel"]
    assert model, "the local model's file is not there"
    answer = client.chat.completions.create(model=model, messages=system_and_user, max_tokens=8, temperature=0)
    chunks = client.chat.completions.create(
        model=model, messages=system_and_user, max_tokens=8, temperature=0, stream=True
    )
    equal(whole_text(chunks), answer.choices[0].message.content)
    assert answer.usage.completion_tokens == 8, answer.usage


@check("echo answers from the request itself, the same each time")
def _():
    first, second = (
        client.chat.completions.create(model="echo", messages=ask("say it again")).choices[0].message.content
        for _ in range(2)
    )
    assert "say it again" in first
    equal(first, second)


@check("/v1 is the same for tools that know only OpenAI")
def _():
    other = OpenAI(api_key=token, base_url=f"{host}/v1")
    assert {"echo", "sim-chat", "sim-embed"} <= {model.id for model in other.models.list()}
    answer = other.chat.completions.create(model="sim-chat", messages=system_and_user)
    equal(answer.choices[0].message.content, expected["chat"])
    assert len(other.embeddings.create(model="sim-embed", input="x").data[0].embedding) > 0


@check("responses.create, whole: text, instructions, tools")
def _():
    answer = client.responses.create(
        model="sim-chat", instructions="You are a helpful assistant.", input="What is a mixture of experts model?"
    )
    equal((answer.output_text, answer.status, answer.object), (expected["chat"], "completed", "response"))
    equal((answer.usage.input_tokens, answer.usage.output_tokens, answer.usage.total_tokens), (11, 30, 41))
    called = client.responses.create(
        model="sim-tools", input="openai responses tools", tools=[{"type": "function", **weather_tool["function"]}]
    )
    (call,) = [item for item in called.output if item.type == "function_call"]
    equal((call.name, json.loads(call.arguments)), ("get_weather", {"city": "Bonn"}))


@check("responses.create, streamed: deltas, one completion, the same text")
def _():
    events = list(client.responses.create(model="sim-chat", input="What is a mixture of experts model?", stream=True))
    equal(events[0].type, "response.created")
    equal(events[-1].type, "response.completed")
    equal("".join(event.delta for event in events if event.type == "response.output_text.delta"), expected["chat"])
    equal(events[-1].response.output_text, expected["chat"])
    equal(events[-1].response.usage.output_tokens, 30)
    numbers = [event.sequence_number for event in events]
    equal(numbers, sorted(set(numbers)))


@check("responses.parse: structured output")
def _():
    answer = client.responses.parse(model="sim-json", input="openai responses schema", text_format=City)
    equal(answer.output_parsed, City(city="Bonn", degrees=7))


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


@check("twenty chats at once, asynchronously, each with its own answer")
def _():
    async def all_of_them():
        async with AsyncOpenAI(api_key=token, base_url=f"{host}/serving-endpoints") as many:
            return await asyncio.gather(
                *(many.chat.completions.create(model="echo", messages=ask(f"number {n} of 20")) for n in range(20))
            )

    for n, answer in enumerate(asyncio.run(all_of_them())):
        assert f"number {n} of 20" in answer.choices[0].message.content


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


@check("Get code names the arguments the client really has")
def _():
    methods = {
        "llm/v1/chat": client.chat.completions.create,
        "llm/v1/completions": client.completions.create,
        "llm/v1/embeddings": client.embeddings.create,
    }
    for task, method in methods.items():
        named = set(context["openAiArguments"][task])
        own = set(inspect.signature(method).parameters) - {
            "model",
            "stream",
            "extra_body",
            "extra_headers",
            "extra_query",
            "timeout",
        }
        assert named <= own, f"{task}: the client has no {named - own}"


run()
