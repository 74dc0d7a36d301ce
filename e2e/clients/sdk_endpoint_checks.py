import json
import uuid

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import NotFound, ResourceAlreadyExists
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
    raises,
    run,
    set_environment,
    system_and_user,
    token,
)

set_environment(DATABRICKS_HOST=host, DATABRICKS_TOKEN=token)
w = WorkspaceClient()
typed_messages = [
    ChatMessage(role=ChatMessageRole.SYSTEM, content="You are a helpful assistant."),
    ChatMessage(role=ChatMessageRole.USER, content="What is a mixture of experts model?"),
]


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


run()
