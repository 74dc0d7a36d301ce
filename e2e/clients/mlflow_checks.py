import os
import time
import uuid

from mlflow.deployments import get_deploy_client
from mlflow.exceptions import MlflowException
from requests.exceptions import HTTPError

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
    set_environment,
    system_and_user,
    token,
    weather_tool,
)

set_environment(DATABRICKS_HOST=host, DATABRICKS_TOKEN=token)
client = get_deploy_client("databricks")


def ask(text):
    return [{"role": "user", "content": text}]


def said(chunks):
    return "".join(choice["delta"].get("content") or "" for chunk in chunks for choice in chunk["choices"])


@check("article 4: predict, chat")
def _():
    answer = client.predict(
        endpoint="sim-chat",
        inputs={
            "messages": [
                {"role": "user", "content": "Hello!"},
                {"role": "assistant", "content": "Hello! How can I assist you today?"},
                {"role": "user", "content": "What is a mixture of experts model??"},
            ],
            "temperature": 0.1,
            "max_tokens": 20,
        },
    )
    assert isinstance(answer, dict)
    equal(answer["choices"][0]["finish_reason"], "length")
    assert expected["chat"].startswith(answer["choices"][0]["message"]["content"])
    equal(answer["usage"]["completion_tokens"], 20)
    sent = sent_upstream("experts model??")
    equal((sent["temperature"], sent["max_tokens"], len(sent["messages"])), (0.1, 20, 3))


@check("article 10: predict, embeddings")
def _():
    answer = client.predict(
        endpoint="universal-sentence-encoder-lite", inputs={"input": "Here is some text to embed"}
    )
    equal(answer["object"], "list")
    assert is_unit(answer["data"][0]["embedding"])


@check("article 16: predict, completions, n 2")
def _():
    answer = client.predict(
        endpoint="sim-chat",
        inputs={"prompt": "What is the capital of France?", "temperature": 0.1, "max_tokens": 10, "n": 2},
    )
    equal([choice["index"] for choice in answer["choices"]], [0, 1])
    equal(answer["object"], "text_completion")


@check("the article's completions body, extra_params as numbers")
def _():
    client.predict(
        endpoint="sim-chat",
        inputs={
            "prompt": "What is mlflow?",
            "max_tokens": 100,
            "temperature": 0.1,
            "stop": ["Human:"],
            "n": 1,
            "stream": False,
            "extra_params": {"top_p": 0.9},
        },
    )
    sent = sent_upstream("What is mlflow?")
    equal((sent["top_p"], sent["stop"]), (0.9, ["Human:"]))
    assert "extra_params" not in sent


@check("checklist 6: predict_stream reads every line, chat and completions, upstream and local")
def _():
    chunks = list(client.predict_stream(endpoint="sim-chat", inputs={"messages": system_and_user}))
    equal(said(chunks), expected["chat"])
    equal(len([chunk for chunk in chunks if chunk.get("usage")]), 1)
    chunks = list(client.predict_stream(endpoint="sim-chat", inputs={"prompt": "x"}))
    equal("".join(choice["text"] for chunk in chunks for choice in chunk["choices"]), expected["completion"])
    chunks = list(client.predict_stream(endpoint="echo", inputs={"messages": ask("mlflow to echo")}))
    whole = client.predict(endpoint="echo", inputs={"messages": ask("mlflow to echo")})
    equal(
        said(chunks),
        whole["choices"][0]["message"]["content"].replace("`false`", "`true`"),
    )


@check("checklist 6: a slow stream has no line but data")
def _():
    model = context["localModel"]
    chunks = list(client.predict_stream(endpoint=model, inputs={"messages": system_and_user, "max_tokens": 12}))
    assert chunks[-1]["choices"][0]["finish_reason"] in ("length", "stop"), chunks[-1]


@check("tools, structured output and images go through as they are")
def _():
    answer = client.predict(endpoint="sim-tools", inputs={"messages": ask("x"), "tools": [weather_tool]})
    equal(answer["choices"][0]["message"]["tool_calls"][0]["function"]["name"], "get_weather")
    schema = {"type": "json_schema", "json_schema": {"name": "city", "schema": city_schema, "strict": True}}
    content = [{"type": "text", "text": "mlflow image"}, {"type": "image_url", "image_url": {"url": image_url}}]
    client.predict(
        endpoint="sim-json", inputs={"messages": [{"role": "user", "content": content}], "response_format": schema}
    )
    sent = sent_upstream("mlflow image")
    equal((sent["response_format"], sent["messages"][0]["content"]), (schema, content))


@check("checklist 4: list_endpoints and get_endpoint")
def _():
    endpoints = {endpoint["name"]: endpoint for endpoint in client.list_endpoints()}
    assert {"echo", "sim-chat", "sim-embed"} <= set(endpoints)
    one = client.get_endpoint("sim-chat")
    equal((one["name"], one["state"]["ready"], one["task"]), ("sim-chat", "READY", "llm/v1/chat"))


@check("checklist 13: create, update, tag, limit and delete an endpoint")
def _():
    name = f"mlflow-{uuid.uuid4().hex[:8]}"

    def served(model):
        return {
            "name": "one",
            "external_model": {
                "name": model,
                "provider": "openai",
                "task": "llm/v1/chat",
                "openai_config": {
                    "openai_api_key_plaintext": "sk-of-mlflow",
                    "openai_api_base": f"{context['simulator']}/v1",
                },
            },
        }

    made = client.create_endpoint(
        config={"name": name, "config": {"served_entities": [served("fast,tokens:3,rate:0")]}}
    )
    try:
        equal(made["name"], name)
        assert "sk-of-mlflow" not in str(made)
        equal(client.predict(endpoint=name, inputs={"messages": ask("x")})["usage"]["completion_tokens"], 3)
        client.update_endpoint_config(
            endpoint=name, config={"served_entities": [served("fast,tokens:4,rate:0")]}
        )
        equal(client.predict(endpoint=name, inputs={"messages": ask("x")})["usage"]["completion_tokens"], 4)
        client.update_endpoint_tags(endpoint=name, config={"add_tags": [{"key": "a", "value": "b"}]})
        equal(client.get_endpoint(name)["tags"][0]["key"], "a")
        client.update_endpoint_rate_limits(
            endpoint=name, config={"rate_limits": [{"calls": 900, "key": "endpoint", "renewal_period": "minute"}]}
        )
    finally:
        client.delete_endpoint(name)
    assert name not in {endpoint["name"] for endpoint in client.list_endpoints()}


def refused(status, inputs, endpoint, words=(), seconds=3.0):
    error = raises(HTTPError, lambda: client.predict(endpoint=endpoint, inputs=inputs), words=words, seconds=seconds)
    equal(error.response.status_code, status)


@check("error: the upstream's 400 comes with its words, at once, whole and streamed")
def _():
    refused(400, {"messages": ask("x")}, "sim-400", ["Invalid value for temperature"])
    raises(
        HTTPError,
        lambda: list(client.predict_stream(endpoint="sim-400", inputs={"messages": ask("x")})),
        words=["Invalid value for temperature"],
        seconds=3,
    )


@check("error: wrong-task bodies, an unknown endpoint and a wrong token are refused at once")
def _():
    refused(400, {"messages": ask("x")}, "sim-embed")
    refused(400, {"input": "x"}, "sim-chat")
    refused(400, {"instances": [1]}, "sim-chat")
    refused(400, {}, "sim-chat")
    refused(404, {"messages": ask("x")}, "no-such", ["does not exist"])
    set_environment(DATABRICKS_HOST=host, DATABRICKS_TOKEN="dapi-wrong")
    try:
        wrong = get_deploy_client("databricks")
        error = raises(
            HTTPError,
            lambda: wrong.predict(endpoint="echo", inputs={"prompt": "x"}),
            words=["Invalid access token"],
            seconds=3,
        )
        equal(error.response.status_code, 403)
    finally:
        set_environment(DATABRICKS_HOST=host, DATABRICKS_TOKEN=token)


@check("error: the upstream's 422 and 413 are not repeated")
def _():
    for code in ["422", "413"]:
        raises(
            HTTPError,
            lambda: client.predict(endpoint=f"sim-{code}", inputs={"messages": ask("x")}),
            seconds=3,
        )


@check("error: the upstream's 429 and 500, once the client's own tries are over")
def _():
    # By default MLflow goes on for 600 s, whatever a server says.
    limits = {
        "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "0",
        "MLFLOW_DEPLOYMENT_PREDICT_TIMEOUT": "2",
        "MLFLOW_DEPLOYMENT_PREDICT_TOTAL_TIMEOUT": "2",
    }
    os.environ.update(limits)
    try:
        for name in ["sim-429", "sim-500"]:
            started = time.monotonic()
            try:
                client.predict(endpoint=name, inputs={"messages": ask("x")})
                raise AssertionError("no error")
            except (HTTPError, TimeoutError, MlflowException):
                assert time.monotonic() - started < 20
    finally:
        for limit in limits:
            del os.environ[limit]


@check("OAuth machine-to-machine")
def _():
    set_environment(
        DATABRICKS_HOST=host,
        DATABRICKS_CLIENT_ID=context["clientId"],
        DATABRICKS_CLIENT_SECRET=context["clientSecret"],
    )
    try:
        machine = get_deploy_client("databricks")
        answer = machine.predict(endpoint="sim-chat", inputs={"messages": system_and_user})
        equal(answer["choices"][0]["message"]["content"], expected["chat"])
        assert machine.list_endpoints()
    finally:
        set_environment(DATABRICKS_HOST=host, DATABRICKS_TOKEN=token)


run()
