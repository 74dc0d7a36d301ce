import inspect
import time
import warnings

from databricks.sdk import WorkspaceClient
from databricks.sdk.core import Config
from databricks.sdk.errors import (
    BadRequest,
    DatabricksError,
    InternalError,
    NotFound,
    PermissionDenied,
)
from databricks.sdk.service.serving import ChatMessage, ChatMessageRole

from checks import (
    check,
    context,
    equal,
    expected,
    host,
    is_unit,
    raises,
    run,
    sent_upstream,
    set_environment,
    system_and_user,
    token,
    weather_tool,
)

set_environment(DATABRICKS_HOST=host, DATABRICKS_TOKEN=token)
w = WorkspaceClient()
warnings.filterwarnings("ignore", message=".*get_open_ai_client.*")
typed_messages = [
    ChatMessage(role=ChatMessageRole.SYSTEM, content="You are a helpful assistant."),
    ChatMessage(role=ChatMessageRole.USER, content="What is a mixture of experts model?"),
]


def ask(text):
    return [ChatMessage(role=ChatMessageRole.USER, content=text)]


@check("article 1: the SDK's OpenAI client, chat")
def _():
    client = WorkspaceClient().serving_endpoints.get_open_ai_client()
    answer = client.chat.completions.create(model="sim-chat", messages=system_and_user, max_tokens=256)
    equal(answer.choices[0].message.content, expected["chat"])


@check("the SDK's OpenAI client streams, and calls tools")
def _():
    client = w.serving_endpoints.get_open_ai_client()
    chunks = client.chat.completions.create(model="sim-chat", messages=system_and_user, stream=True)
    equal("".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices), expected["chat"])
    answer = client.chat.completions.create(
        model="sim-tools", messages=[{"role": "user", "content": "x"}], tools=[weather_tool]
    )
    equal(answer.choices[0].message.tool_calls[0].function.name, "get_weather")


@check("article 8: the SDK's OpenAI client, embeddings")
def _():
    client = w.serving_endpoints.get_open_ai_client()
    answer = client.embeddings.create(model="universal-sentence-encoder-lite", input="what is databricks")
    assert is_unit(answer.data[0].embedding)


@check("article 14: the SDK's OpenAI client, completions of an external model's endpoint")
def _():
    client = w.serving_endpoints.get_open_ai_client()
    answer = client.completions.create(model="sim-chat", prompt="what is databricks", temperature=1.0)
    equal(answer.choices[0].text, expected["completion"])


@check("article 5: query with chat messages")
def _():
    answer = w.serving_endpoints.query(name="sim-chat", messages=typed_messages, max_tokens=128)
    equal(answer.choices[0].message.content, expected["chat"])
    equal(answer.choices[0].message.role, ChatMessageRole.ASSISTANT)
    equal(answer.usage.prompt_tokens + answer.usage.completion_tokens, answer.usage.total_tokens)
    assert isinstance(answer.id, str) and isinstance(answer.created, int)
    equal(answer.object.value, "chat.completion")
    assert answer.served_model_name, "no served-model-name header"


@check("article 11: query with an input to embed")
def _():
    answer = w.serving_endpoints.query(name="universal-sentence-encoder-lite", input="Embed this sentence!")
    equal(len(answer.data[0].embedding), 512)
    assert is_unit(answer.data[0].embedding)


@check("article 17: query with a prompt")
def _():
    answer = w.serving_endpoints.query(
        name="sim-chat",
        prompt="Write 3 reasons why you should train an AI model on domain specific data sets.",
    )
    equal(answer.choices[0].text, expected["completion"])


@check("query: extra_params, stop, n, client_request_id and usage_context")
def _():
    answer = w.serving_endpoints.query(
        name="sim-chat",
        messages=ask("sdk extra params"),
        n=2,
        stop=["END"],
        temperature=0.5,
        max_tokens=5,
        client_request_id="mine-1",
        usage_context={"project": "x"},
        extra_params={"top_k": "3", "top_p": "0.9", "flag": "true", "word": "plain", "list": '["a"]'},
    )
    equal(len(answer.choices), 2)
    sent = sent_upstream("sdk extra params")
    equal((sent["top_k"], sent["top_p"], sent["flag"], sent["word"], sent["list"]), (3, 0.9, True, "plain", ["a"]))
    equal((sent["stop"], sent["n"], sent["max_tokens"]), (["END"], 2, 5))
    assert "extra_params" not in sent


@check("query: local endpoints of every task")
def _():
    assert w.serving_endpoints.query(name="echo", messages=ask("hello")).choices[0].message.content
    assert w.serving_endpoints.query(name="echo", prompt="hello").choices[0].text
    assert w.serving_endpoints.query(name="echo", input=["a", "b"]).data[1].embedding
    model = context["localModel"]
    assert w.serving_endpoints.query(name=model, messages=ask("hello"), max_tokens=4).choices[0].message.content


@check("OAuth machine-to-machine: client id and secret from the environment")
def _():
    set_environment(
        DATABRICKS_HOST=host,
        DATABRICKS_CLIENT_ID=context["clientId"],
        DATABRICKS_CLIENT_SECRET=context["clientSecret"],
    )
    try:
        machine = WorkspaceClient()
        equal(machine.config.auth_type, "oauth-m2m")
        answer = machine.serving_endpoints.query(name="sim-chat", messages=typed_messages)
        equal(answer.choices[0].message.content, expected["chat"])
        client = machine.serving_endpoints.get_open_ai_client()
        chunks = client.chat.completions.create(model="sim-chat", messages=system_and_user, stream=True)
        equal("".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices), expected["chat"])
        expiry = machine.config.oauth_token().expiry
        assert expiry is not None
    finally:
        set_environment(DATABRICKS_HOST=host, DATABRICKS_TOKEN=token)


@check("OAuth machine-to-machine: a wrong secret is refused in words")
def _():
    machine = WorkspaceClient(
        config=Config(host=host, client_id=context["clientId"], client_secret="wrong", auth_type="oauth-m2m")
    )
    raises(Exception, lambda: machine.serving_endpoints.list(), words=["invalid_client"])


@check("Basic with user token and the access token as password")
def _():
    basic = WorkspaceClient(config=Config(host=host, username="token", password=token, auth_type="basic"))
    answer = basic.serving_endpoints.query(name="sim-chat", messages=typed_messages)
    equal(answer.choices[0].message.content, expected["chat"])


@check("error: a wrong token is refused, at once")
def _():
    wrong = WorkspaceClient(config=Config(host=host, token="dapi-wrong", auth_type="pat"))
    words = ["Invalid access token"]
    raises(PermissionDenied, lambda: wrong.serving_endpoints.query(name="echo", prompt="x"), words=words)
    raises(PermissionDenied, lambda: wrong.serving_endpoints.get("echo"), words=words)


@check("error: an unknown endpoint, asked and read")
def _():
    raises(NotFound, lambda: w.serving_endpoints.query(name="no-such", prompt="x"), words=["does not exist"])
    raises(NotFound, lambda: w.serving_endpoints.get("no-such"), words=["no-such", "does not exist"])


@check("error: the upstream's 400 comes with its words, at once")
def _():
    raises(
        BadRequest,
        lambda: w.serving_endpoints.query(name="sim-400", messages=typed_messages),
        words=["Invalid value for temperature"],
        seconds=3,
    )


@check("checklist 10: a provider's words that the SDK takes for a passing error are not repeated for minutes")
def _():
    error = raises(
        BadRequest, lambda: w.serving_endpoints.query(name="sim-400-transient", messages=typed_messages), seconds=3
    )
    assert "Unexpected" in str(error), error


@check("error: the upstream's 500, once, as JSON the SDK can read")
def _():
    for name in ["sim-500", "sim-500-html"]:
        error = raises(InternalError, lambda: w.serving_endpoints.query(name=name, messages=typed_messages), seconds=3)
        assert "unable to parse" not in str(error), error


@check("error: the upstream's 429 is repeated within the client's own limit")
def _():
    patient = WorkspaceClient(config=Config(host=host, token=token, auth_type="pat", retry_timeout_seconds=2))
    started = time.monotonic()
    try:
        patient.serving_endpoints.query(name="sim-429", messages=typed_messages)
        raise AssertionError("no error")
    except (TimeoutError, DatabricksError) as error:
        assert time.monotonic() - started < 15, error


@check("error: a body of another task is refused at once")
def _():
    raises(BadRequest, lambda: w.serving_endpoints.query(name="sim-embed", messages=typed_messages), seconds=3)
    raises(BadRequest, lambda: w.serving_endpoints.query(name="sim-chat", input="x"), seconds=3)
    raises(BadRequest, lambda: w.serving_endpoints.query(name="sim-chat", dataframe_records=[{"a": 1}]), seconds=3)


@check("error: an API nobody knows, as Databricks says it")
def _():
    raises(NotFound, lambda: w.clusters.get("x"), words=["No API found for"], seconds=3)


@check("Get code names the arguments query really has")
def _():
    own = set(inspect.signature(w.serving_endpoints.query).parameters) - {"name", "stream", "extra_params"}
    equal(set(context["sdkArguments"]), own)


run()
