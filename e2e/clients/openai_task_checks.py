import asyncio
import base64
import json

import openai
from openai import AsyncOpenAI, OpenAI
from pydantic import BaseModel

from checks import (
    check,
    context,
    equal,
    expected,
    host,
    is_unit,
    run,
    system_and_user,
    token,
    weather_tool,
)

client = OpenAI(api_key=token, base_url=f"{host}/serving-endpoints")


def ask(text):
    return [{"role": "user", "content": text}]


def whole_text(chunks):
    return "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)


class City(BaseModel):
    city: str
    degrees: int


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


@check("twenty chats at once, asynchronously, each with its own answer")
def _():
    async def all_of_them():
        async with AsyncOpenAI(api_key=token, base_url=f"{host}/serving-endpoints") as many:
            return await asyncio.gather(
                *(many.chat.completions.create(model="echo", messages=ask(f"number {n} of 20")) for n in range(20))
            )

    for n, answer in enumerate(asyncio.run(all_of_them())):
        assert f"number {n} of 20" in answer.choices[0].message.content


run()
