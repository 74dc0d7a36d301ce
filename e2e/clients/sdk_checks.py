import inspect
import json
import time
import uuid
import warnings

from databricks.sdk import WorkspaceClient
from databricks.sdk.core import Config
from databricks.sdk.errors import (
    BadRequest,
    DatabricksError,
    InternalError,
    NotFound,
    PermissionDenied,
    ResourceAlreadyExists,
)
from databricks.sdk.service.serving import (
    AiGatewayRateLimit,
    AiGatewayRateLimitKey,
    AiGatewayRateLimitRenewalPeriod,
    BearerTokenAuth,
    ChatMessage,
    ChatMessageRole,
    CustomProviderConfig,
    DataframeSplitInput,
    EndpointCoreConfigInput,
    EndpointTag,
    ExternalModel,
    ExternalModelProvider,
    OpenAiConfig,
    Route,
    ServedEntityInput,
    TrafficConfig,
)

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


@check("list and get say what an endpoint is")
def _():
    endpoints = {endpoint.name: endpoint for endpoint in w.serving_endpoints.list()}
    assert {"echo", "sim-chat", "sim-embed", "universal-sentence-encoder-lite"} <= set(endpoints)
    equal(endpoints["sim-embed"].task, "llm/v1/embeddings")
    equal(endpoints["sim-chat"].task, "llm/v1/chat")
    assert endpoints["echo"].creation_timestamp is None or endpoints["echo"].creation_timestamp > 10**12
    one = w.serving_endpoints.get("sim-chat")
    equal(one.state.ready.value, "READY")
    equal(one.state.config_update.value, "NOT_UPDATING")
    assert one.config.served_entities[0].name
    assert one.id


def entity(name, model):
    return ServedEntityInput(
        name=name,
        external_model=ExternalModel(
            name=model,
            provider=ExternalModelProvider.OPENAI,
            task="llm/v1/chat",
            openai_config=OpenAiConfig(
                openai_api_key_plaintext="sk-plaintext-of-the-sdk", openai_api_base=f"{context['simulator']}/v1"
            ),
        ),
    )


@check("create, ask, split, tag and delete an endpoint of external models")
def _():
    name = f"made-{uuid.uuid4().hex[:8]}"
    made = w.serving_endpoints.create_and_wait(
        name=name,
        config=EndpointCoreConfigInput(name=name, served_entities=[entity("first", "fast,tokens:30,rate:0")]),
        tags=[EndpointTag(key="team", value="clients")],
    )
    try:
        equal(made.name, name)
        assert "sk-plaintext" not in json.dumps(made.as_dict())
        answer = w.serving_endpoints.query(name=name, messages=typed_messages)
        equal(answer.choices[0].message.content, expected["chat"])
        equal(answer.served_model_name, "first")
        assert name in {endpoint.name for endpoint in w.serving_endpoints.list()}

        raises(
            ResourceAlreadyExists,
            lambda: w.serving_endpoints.create(
                name=name, config=EndpointCoreConfigInput(name=name, served_entities=[entity("first", "fast")])
            ),
            words=[name],
        )

        updated = w.serving_endpoints.update_config_and_wait(
            name=name,
            served_entities=[entity("first", "fast,tokens:30,rate:0"), entity("second", "fast,tokens:3,rate:0")],
            traffic_config=TrafficConfig(
                routes=[
                    Route(served_entity_name="first", served_model_name="first", traffic_percentage=0),
                    Route(served_entity_name="second", served_model_name="second", traffic_percentage=100),
                ]
            ),
        )
        equal([served.name for served in updated.config.served_entities], ["first", "second"])
        equal(w.serving_endpoints.query(name=name, messages=typed_messages).served_model_name, "second")
        named = w.api_client.do(
            "POST",
            f"/serving-endpoints/{name}/served-models/first/invocations",
            body={"messages": system_and_user},
        )
        equal(named["choices"][0]["message"]["content"], expected["chat"])

        tags = w.serving_endpoints.patch(
            name=name, add_tags=[EndpointTag(key="stage", value="test")], delete_tags=["team"]
        )
        equal([(tag.key, tag.value) for tag in tags.tags], [("stage", "test")])
        gateway = w.serving_endpoints.put_ai_gateway(
            name=name,
            rate_limits=[
                AiGatewayRateLimit(
                    calls=1000,
                    key=AiGatewayRateLimitKey.ENDPOINT,
                    renewal_period=AiGatewayRateLimitRenewalPeriod.MINUTE,
                )
            ],
        )
        equal(gateway.rate_limits[0].calls, 1000)
        schema = json.loads(w.serving_endpoints.get_open_api(name).contents.read())
        assert schema["openapi"].startswith("3."), schema
        assert w.serving_endpoints.export_metrics(name).contents.read() is not None
    finally:
        w.serving_endpoints.delete(name)
    raises(NotFound, lambda: w.serving_endpoints.get(name), words=[name])


@check("custom models: every payload of MLflow's scoring goes through, and its predictions come back")
def _():
    name = f"custom-{uuid.uuid4().hex[:8]}"
    w.serving_endpoints.create_and_wait(
        name=name,
        config=EndpointCoreConfigInput(
            name=name,
            served_entities=[
                ServedEntityInput(
                    name="scorer",
                    external_model=ExternalModel(
                        name="scorer",
                        provider=ExternalModelProvider.CUSTOM,
                        task="custom",
                        custom_provider_config=CustomProviderConfig(
                            custom_provider_url=f"{context['simulator']}/v1/score",
                            bearer_token_auth=BearerTokenAuth(token_plaintext="sk-custom"),
                        ),
                    ),
                )
            ],
        ),
    )
    try:
        split = DataframeSplitInput(columns=["a", "b"], data=[[1, "x"]])
        payloads = [
            {"dataframe_split": split},
            {"dataframe_records": [{"a": 1, "b": None}]},
            {"instances": [[1.5, 2]]},
            {"inputs": {"t1": [1], "t2": [[2]]}},
        ]
        for payload in payloads:
            answer = w.serving_endpoints.query(name=name, **payload)
            (field,) = payload
            wanted = split.as_dict() if field == "dataframe_split" else payload[field]
            equal(answer.predictions[0][field], wanted)
    finally:
        w.serving_endpoints.delete(name)


@check("permissions of an endpoint can be read")
def _():
    endpoint = w.serving_endpoints.get("sim-chat")
    permissions = w.serving_endpoints.get_permissions(endpoint.id)
    assert permissions.access_control_list
    assert w.serving_endpoints.get_permission_levels(endpoint.id).permission_levels


@check("checklist 1: workspace id and current user")
def _():
    assert w.get_workspace_id() > 0
    assert w.current_user.me().user_name


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
