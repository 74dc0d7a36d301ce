import asyncio

import openai
from databricks_langchain import ChatDatabricks, DatabricksEmbeddings
from databricks_openai import DatabricksOpenAI
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.tools import tool
from pydantic import BaseModel

from checks import (
    check,
    context,
    equal,
    expected,
    host,
    image_url,
    is_unit,
    raises,
    run,
    sent_upstream,
    set_environment,
    token,
)

set_environment(DATABRICKS_HOST=host, DATABRICKS_TOKEN=token)
messages = [
    SystemMessage(content="You're a helpful assistant"),
    HumanMessage(content="What is a mixture of experts model?"),
]


class City(BaseModel):
    """A city and its weather."""

    city: str
    degrees: int


@tool
def get_weather(city: str) -> str:
    """The weather of a city"""
    return f"7 degrees in {city}"


@check("article 6: ChatDatabricks.invoke")
def _():
    answer = ChatDatabricks(endpoint="sim-chat").invoke(messages)
    assert isinstance(answer, AIMessage)
    equal(answer.content, expected["chat"])
    equal(answer.usage_metadata["output_tokens"], 30)
    equal(answer.response_metadata["finish_reason"], "stop")


@check("checklist 7: usage is counted once when streaming")
def _():
    whole = None
    for chunk in ChatDatabricks(endpoint="sim-chat").stream(messages):
        whole = chunk if whole is None else whole + chunk
    equal(whole.content, expected["chat"])
    usage = whole.usage_metadata
    equal((usage["input_tokens"], usage["output_tokens"], usage["total_tokens"]), (11, 30, 41))
    equal(whole.response_metadata["finish_reason"], "stop")


@check("checklist 7: of a local endpoint too, as much as when it is asked whole")
def _():
    model = ChatDatabricks(endpoint="echo")
    whole = None
    for chunk in model.stream(messages):
        whole = chunk if whole is None else whole + chunk
    answer = model.invoke(messages)
    equal(whole.content, answer.content)
    equal(whole.usage_metadata["total_tokens"], answer.usage_metadata["total_tokens"])


@check("DatabricksOpenAI of databricks-openai, which the SDK names as its successor")
def _():
    client = DatabricksOpenAI()
    said = [{"role": "user", "content": "x"}]
    equal(client.chat.completions.create(model="sim-chat", messages=said).choices[0].message.content, expected["chat"])
    assert is_unit(client.embeddings.create(model="universal-sentence-encoder-lite", input="x").data[0].embedding)


@check("batch and async, whole and streamed")
def _():
    model = ChatDatabricks(endpoint="sim-chat")
    equal([answer.content for answer in model.batch([messages, messages])], [expected["chat"]] * 2)

    async def both():
        answer = await model.ainvoke(messages)
        text = ""
        async for chunk in model.astream(messages):
            text += chunk.content
        return answer.content, text

    equal(asyncio.run(both()), (expected["chat"], expected["chat"]))


@check("the Responses API: whole, streamed with its usage, and with tools")
def _():
    model = ChatDatabricks(endpoint="sim-chat", use_responses_api=True)
    equal(model.invoke(messages).text, expected["chat"])
    whole = None
    for chunk in model.stream(messages):
        whole = chunk if whole is None else whole + chunk
    equal(whole.text, expected["chat"])
    equal(whole.usage_metadata["output_tokens"], 30)
    called = ChatDatabricks(endpoint="sim-tools", use_responses_api=True).bind_tools([get_weather]).invoke("x")
    equal([(call["name"], call["args"]) for call in called.tool_calls], [("get_weather", {"city": "Bonn"})])


@check("tools: bound, called, streamed, and their results sent on")
def _():
    model = ChatDatabricks(endpoint="sim-tools").bind_tools([get_weather], tool_choice="any")
    answer = model.invoke("langchain tools")
    equal([(call["name"], call["args"]) for call in answer.tool_calls], [("get_weather", {"city": "Bonn"})])
    sent = sent_upstream("langchain tools")
    equal((sent["tools"][0]["function"]["name"], sent["tool_choice"]), ("get_weather", "required"))
    whole = None
    for chunk in model.stream("x"):
        whole = chunk if whole is None else whole + chunk
    equal([(call["name"], call["args"]) for call in whole.tool_calls], [("get_weather", {"city": "Bonn"})])
    ChatDatabricks(endpoint="sim-chat").invoke(
        [HumanMessage(content="langchain tool results"), answer, ToolMessage(content="7", tool_call_id="call_1")]
    )
    sent = sent_upstream("langchain tool results")
    equal([message["role"] for message in sent["messages"]], ["user", "assistant", "tool"])


@check("structured output by JSON mode and by JSON schema")
def _():
    for method in ["json_mode", "json_schema"]:
        model = ChatDatabricks(endpoint="sim-json").with_structured_output(City, method=method)
        equal(model.invoke(f"langchain {method}"), City(city="Bonn", degrees=7))
    equal(sent_upstream("langchain json_mode")["response_format"]["type"], "json_object")
    equal(sent_upstream("langchain json_schema")["response_format"]["type"], "json_schema")


@check("structured output by function calling")
def _():
    class get_weather(BaseModel):
        """The weather of a city"""

        city: str

    model = ChatDatabricks(endpoint="sim-tools").with_structured_output(get_weather, method="function_calling")
    equal(model.invoke("x"), get_weather(city="Bonn"))


@check("images, parameters and fields of a provider's own reach the upstream")
def _():
    model = ChatDatabricks(
        endpoint="sim-chat",
        temperature=0.5,
        max_tokens=7,
        stop=["END"],
        extra_params={"top_p": 0.9, "extra_body": {"top_k": 3}},
    )
    content = [{"type": "text", "text": "langchain image"}, {"type": "image_url", "image_url": {"url": image_url}}]
    model.invoke([HumanMessage(content=content)])
    sent = sent_upstream("langchain image")
    equal(sent["messages"][0]["content"], content)
    equal(
        [sent[name] for name in ["temperature", "max_tokens", "stop", "top_p", "top_k"]], [0.5, 7, ["END"], 0.9, 3]
    )


@check("n gives so many generations")
def _():
    result = ChatDatabricks(endpoint="sim-chat", n=3, max_tokens=2).generate([messages])
    equal(len(result.generations[0]), 3)


@check("a local model answers")
def _():
    answer = ChatDatabricks(endpoint=context["localModel"], max_tokens=6).invoke(messages)
    assert answer.content and answer.usage_metadata["output_tokens"] <= 6


@check("article 12: DatabricksEmbeddings.embed_query")
def _():
    vector = DatabricksEmbeddings(endpoint="universal-sentence-encoder-lite").embed_query(
        "Can you explain AI in ten words?"
    )
    equal(len(vector), 512)
    assert all(isinstance(value, float) for value in vector) and is_unit(vector)


@check("embed_documents: 45 texts, 20 at a time, in their order")
def _():
    embeddings = DatabricksEmbeddings(endpoint="universal-sentence-encoder-lite")
    texts = [f"text number {n}" for n in range(45)]
    vectors = embeddings.embed_documents(texts)
    equal(len(vectors), 45)
    last = embeddings.embed_query(texts[44])
    assert max(abs(x - y) for x, y in zip(vectors[44], last)) < 1e-5


@check("error: the upstream's 400 comes with its words, at once")
def _():
    model = ChatDatabricks(endpoint="sim-400")
    raises(openai.BadRequestError, lambda: model.invoke("x"), words=["Invalid value for temperature"], seconds=3)
    raises(openai.BadRequestError, lambda: list(model.stream("x")), words=["Invalid value for temperature"], seconds=3)


@check("error: an unknown endpoint and a wrong token")
def _():
    raises(openai.NotFoundError, lambda: ChatDatabricks(endpoint="no-such").invoke("x"), words=["does not exist"])
    set_environment(DATABRICKS_HOST=host, DATABRICKS_TOKEN="dapi-wrong")
    try:
        raises(
            openai.PermissionDeniedError,
            lambda: ChatDatabricks(endpoint="echo").invoke("x"),
            words=["Invalid access token"],
        )
    finally:
        set_environment(DATABRICKS_HOST=host, DATABRICKS_TOKEN=token)


@check("error: the upstream's 429 and 500")
def _():
    raises(openai.RateLimitError, lambda: ChatDatabricks(endpoint="sim-429", max_retries=0).invoke("x"))
    raises(openai.InternalServerError, lambda: ChatDatabricks(endpoint="sim-500", max_retries=0).invoke("x"))


@check("error: a stream that was cut ends in an error")
def _():
    raises(openai.APIError, lambda: list(ChatDatabricks(endpoint="sim-cut").stream("x")))


@check("OAuth machine-to-machine")
def _():
    set_environment(
        DATABRICKS_HOST=host,
        DATABRICKS_CLIENT_ID=context["clientId"],
        DATABRICKS_CLIENT_SECRET=context["clientSecret"],
    )
    try:
        equal(ChatDatabricks(endpoint="sim-chat").invoke(messages).content, expected["chat"])
        assert is_unit(DatabricksEmbeddings(endpoint="universal-sentence-encoder-lite").embed_query("x"))
    finally:
        set_environment(DATABRICKS_HOST=host, DATABRICKS_TOKEN=token)


run()
