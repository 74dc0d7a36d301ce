import type { Task } from '../contract/task.ts'
import type { ProviderRow } from './providerRow.ts'

/**
 * Every upstream that speaks OpenAI's wire. Adding a provider = adding a row (and its key page, so that a newcomer can
 * get a key).
 *
 * Checked on 2026-11-22: base URL, header and variables of a row against its `source` lines, as far as those say them,
 * in archived copies of unknown age (often an excerpt). No live page was opened and no account was used.
 *
 * Not checked: key pages, but for Groq's; the variables of OpenRouter, Mistral and Perplexity; paths, but for Azure's,
 * LM Studio's, Mistral's (no completions there) and the chat paths of Databricks, DeepSeek and xAI; `asksForUsage`, but
 * for OpenAI, Ollama, llama.cpp, vLLM, OpenRouter, Mistral and Perplexity. For the others it is an assumption: an
 * upstream that refuses it with 400 is asked again without.
 */
const chat: Task[] = ['llm/v1/chat']
const chatAndCompletions: Task[] = ['llm/v1/chat', 'llm/v1/completions']

const openAiShape = {
  credential: 'required',
  credentialStyle: 'bearer',
  paths: { chat: 'chat/completions', completions: 'completions', embeddings: 'embeddings', models: 'models' },
  bodyNamesModel: true,
  asksForUsage: true,
  listing: 'openai',
  textTasks: chat,
  ports: [],
} satisfies Partial<ProviderRow>

const localServer = {
  ...openAiShape,
  credential: 'optional',
  textTasks: chatAndCompletions,
} satisfies Partial<ProviderRow>

export const compatibleProviders: ProviderRow[] = [
  // source: https://github.com/openai/openai-node/blob/master/src/client.ts
  // source: https://developers.openai.com/api/reference/resources/chat/subresources/completions/streaming-events
  {
    ...openAiShape,
    id: 'openai',
    label: 'OpenAI',
    baseUrl: 'https://api.openai.com/v1',
    paths: { ...openAiShape.paths, responses: 'responses' },
    keyPage: 'https://platform.openai.com/api-keys',
    environment: { credential: ['OPENAI_API_KEY'], baseUrl: ['OPENAI_BASE_URL'] },
  },
  // source (paths): https://github.com/Azure/azure-rest-api-specs, specification/cognitiveservices/data-plane/
  //   AzureOpenAI/inference/stable/2024-10-21/inference.json; its chat request does not name stream_options
  // source (header, variables): https://github.com/openai/openai-node/blob/master/src/azure.ts
  // Microsoft now leads with {resource}/openai/v1, without api-version and with the deployment's name in the body. Add
  // it as Custom: its example sends the key as a bearer token.
  // source: https://learn.microsoft.com/zh-cn/azure/foundry/openai/api-version-lifecycle
  {
    ...openAiShape,
    id: 'azure-openai',
    label: 'Azure OpenAI',
    // Another API version: end the base URL with ?api-version=…
    baseUrl: 'https://{resource}.openai.azure.com',
    credentialStyle: 'api-key',
    paths: {
      chat: 'openai/deployments/{model}/chat/completions?api-version=2024-10-21',
      completions: 'openai/deployments/{model}/completions?api-version=2024-10-21',
      embeddings: 'openai/deployments/{model}/embeddings?api-version=2024-10-21',
      // The same repository has an example of this list in authoring/preview/2023-03-15-preview and none in 2023-06-01.
      // Public clients disagree on whether it still answers; where it does not, models are typed by hand.
      models: 'openai/deployments?api-version=2023-03-15-preview',
    },
    listing: 'azure',
    keyPage: 'https://portal.azure.com',
    environment: { credential: ['AZURE_OPENAI_API_KEY'], baseUrl: ['AZURE_OPENAI_ENDPOINT'] },
  },
  // source (variables): https://docs.databricks.com/aws/dev-tools/auth/env-vars
  // source (invocations):
  //   https://learn.microsoft.com/en-ca/azure/databricks/machine-learning/model-serving/score-foundation-models
  // source (`endpoints`, `name`): https://github.com/databricks/databricks-sdk-java, service/serving/
  //   ListEndpointsResponse.java and ServingEndpoint.java; `task` is in newer clients of Databricks
  {
    ...openAiShape,
    id: 'databricks-model-serving',
    label: 'Databricks',
    baseUrl: 'https://{workspace}.cloud.databricks.com',
    paths: {
      chat: 'serving-endpoints/{model}/invocations',
      completions: 'serving-endpoints/{model}/invocations',
      embeddings: 'serving-endpoints/{model}/invocations',
      models: 'api/2.0/serving-endpoints',
    },
    bodyNamesModel: false,
    listing: 'databricks',
    keyPage: 'https://docs.databricks.com/aws/en/dev-tools/auth/pat',
    takesClient: true,
    environment: {
      credential: ['DATABRICKS_TOKEN'],
      baseUrl: ['DATABRICKS_HOST'],
      client: { id: 'DATABRICKS_CLIENT_ID', secret: 'DATABRICKS_CLIENT_SECRET' },
    },
  },
  // source: https://docs.ollama.com/api/openai-compatibility
  // source (port, variable): https://github.com/ollama/ollama/blob/main/envconfig/config.go
  {
    ...localServer,
    id: 'ollama',
    label: 'Ollama',
    baseUrl: 'http://127.0.0.1:11434/v1',
    ports: [11434],
    environment: { credential: [], baseUrl: ['OLLAMA_HOST'] },
  },
  // source: https://lmstudio.ai/docs/api/openai-api
  {
    ...localServer,
    id: 'lm-studio',
    label: 'LM Studio',
    baseUrl: 'http://127.0.0.1:1234/v1',
    ports: [1234],
    environment: { credential: [], baseUrl: [] },
  },
  // source: https://github.com/ggml-org/llama.cpp/blob/00dc8057ab28c9cb4c79a6dd6dfce07fe779f63b/tools/server/README.md
  // source (stream_options): https://github.com/ggml-org/llama.cpp/blob/master/tools/server/server-task.cpp
  {
    ...localServer,
    id: 'llama-cpp',
    label: 'llama.cpp server',
    baseUrl: 'http://127.0.0.1:9931/v1',
    // 8080 was the default until the second half of 2026, see https://github.com/ggml-org/llama.cpp/pull/26508
    ports: [9931, 8080],
    environment: { credential: [], baseUrl: [] },
  },
  // source: https://docs.vllm.ai/en/v0.8.1/serving/openai_compatible_server.html
  // source (stream_options): https://github.com/vllm-project/vllm, vllm/entrypoints/openai/protocol.py
  {
    ...localServer,
    id: 'vllm',
    label: 'vLLM',
    baseUrl: 'http://127.0.0.1:8000/v1',
    ports: [8000],
    environment: { credential: [], baseUrl: [] },
  },
  // source: https://console.groq.com/docs/openai
  {
    ...openAiShape,
    id: 'groq',
    label: 'Groq',
    baseUrl: 'https://api.groq.com/openai/v1',
    keyPage: 'https://console.groq.com/keys',
    environment: { credential: ['GROQ_API_KEY'], baseUrl: [] },
  },
  // source: https://docs.together.ai/docs/inference/openai-compatibility
  // source (types of models): https://github.com/togethercomputer/together-python, src/together/types/models.py
  {
    ...openAiShape,
    id: 'together',
    label: 'Together',
    baseUrl: 'https://api.together.ai/v1',
    listing: 'together',
    textTasks: chatAndCompletions,
    keyPage: 'https://api.together.ai/settings/api-keys',
    environment: { credential: ['TOGETHER_API_KEY'], baseUrl: [] },
  },
  // source: https://docs.fireworks.ai/tools-sdks/openai-compatibility
  // source (variable): https://docs.fireworks.ai/guides/querying-text-models
  {
    ...openAiShape,
    id: 'fireworks',
    label: 'Fireworks',
    baseUrl: 'https://api.fireworks.ai/inference/v1',
    textTasks: chatAndCompletions,
    keyPage: 'https://app.fireworks.ai/settings/users/api-keys',
    environment: { credential: ['FIREWORKS_API_KEY'], baseUrl: [] },
  },
  // source: https://openrouter.ai/docs/api/api-reference/oauth/openrouter-access-token-signing-keys (servers)
  {
    ...openAiShape,
    id: 'openrouter',
    label: 'OpenRouter',
    baseUrl: 'https://openrouter.ai/api/v1',
    // include_usage is deprecated and without effect: usage always comes.
    // source: https://openrouter.ai/docs/client-sdks/typescript/models/chatstreamoptions
    asksForUsage: false,
    keyPage: 'https://openrouter.ai/settings/keys',
    environment: { credential: ['OPENROUTER_API_KEY'], baseUrl: [] },
  },
  // source: https://github.com/mistralai/platform-docs-public/blob/main/openapi.yaml
  // source (capabilities): https://github.com/mistralai/client-python, src/mistralai/models/modelcapabilities.py
  {
    ...openAiShape,
    id: 'mistral',
    label: 'Mistral',
    baseUrl: 'https://api.mistral.ai/v1',
    // Refuses include_usage with 422: https://github.com/openai/openai-agents-python/issues/442. That usage comes with
    // the last chunk unasked was not checked.
    asksForUsage: false,
    listing: 'mistral',
    keyPage: 'https://console.mistral.ai/api-keys',
    environment: { credential: ['MISTRAL_API_KEY'], baseUrl: [] },
  },
  // source: https://api-docs.deepseek.com/ (names no /v1 any more)
  {
    ...openAiShape,
    id: 'deepseek',
    label: 'DeepSeek',
    baseUrl: 'https://api.deepseek.com',
    keyPage: 'https://platform.deepseek.com/api_keys',
    environment: { credential: ['DEEPSEEK_API_KEY'], baseUrl: [] },
  },
  // xAI calls chat completions deprecated in favour of its Responses API:
  // https://docs.x.ai/developers/model-capabilities/text/comparison
  // source: https://docs.x.ai/developers/rest-api-reference/inference and https://docs.x.ai/api
  {
    ...openAiShape,
    id: 'xai',
    label: 'xAI',
    baseUrl: 'https://api.x.ai/v1',
    keyPage: 'https://console.x.ai',
    environment: { credential: ['XAI_API_KEY'], baseUrl: [] },
  },
  // source: https://inference-docs.cerebras.ai
  {
    ...openAiShape,
    id: 'cerebras',
    label: 'Cerebras',
    baseUrl: 'https://api.cerebras.ai/v1',
    keyPage: 'https://cloud.cerebras.ai',
    environment: { credential: ['CEREBRAS_API_KEY'], baseUrl: [] },
  },
  // Legacy: the Agent API (/v1/agent, Responses), which this wire does not speak, replaced Sonar's chat completions; the
  // page is kept for customers with continued access. Others report the end on 2026-09-27.
  // source (models, notice): https://docs.perplexity.ai/docs/legacy/sonar/models
  // source (base URL): https://docs.perplexity.ai/docs/sonar/openai-compatibility
  {
    ...openAiShape,
    id: 'perplexity',
    label: 'Perplexity Sonar',
    baseUrl: 'https://api.perplexity.ai',
    // Its own client has no stream_options: https://github.com/perplexityai/perplexity-py, src/perplexity/resources/
    // chat/completions.py. That usage comes with every chunk was not checked.
    asksForUsage: false,
    // Public code asks /v1/models, said to list the Agent API's models: not what chat completions serve.
    paths: { ...openAiShape.paths, models: null },
    knownModels: ['sonar', 'sonar-pro', 'sonar-reasoning-pro', 'sonar-deep-research'],
    keyPage: 'https://console.perplexity.ai',
    environment: { credential: ['PERPLEXITY_API_KEY'], baseUrl: [] },
  },
  {
    ...localServer,
    id: 'custom',
    label: 'Custom',
    baseUrl: '',
    environment: { credential: [], baseUrl: [] },
  },
]

export function findCompatibleProvider(id: string): ProviderRow | undefined {
  return compatibleProviders.find((row) => row.id === id)
}
