import inspect
import json

import openai
from openai import OpenAI
from pydantic import BaseModel

from checks import (
    check,
    city_schema,
    context,
    equal,
    expected,
    host,
    image_url,
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
