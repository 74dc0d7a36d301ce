import type { Task } from '../contract/task.ts'
import type { ProviderRow } from './providerRow.ts'

/**
 * Every upstream that speaks OpenAI's wire. Adding a provider = adding a row (and its key page, so that a newcomer can
 * get a key). Base URLs and variables are the providers' own documented ones, read 2026-11-22.
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
  {
    ...openAiShape,
    id: 'openai',
    label: 'OpenAI',
    baseUrl: 'https://api.openai.com/v1',
    keyPage: 'https://platform.openai.com/api-keys',
    environment: { credential: ['OPENAI_API_KEY'], baseUrl: ['OPENAI_BASE_URL'] },
  },
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
      // The last version of the data plane that lists deployments.
      models: 'openai/deployments?api-version=2023-03-15-preview',
    },
    listing: 'azure',
    keyPage: 'https://portal.azure.com',
    environment: { credential: ['AZURE_OPENAI_API_KEY'], baseUrl: ['AZURE_OPENAI_ENDPOINT'] },
  },
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
    environment: { credential: ['DATABRICKS_TOKEN'], baseUrl: ['DATABRICKS_HOST'] },
  },
  {
    ...localServer,
    id: 'ollama',
    label: 'Ollama',
    baseUrl: 'http://127.0.0.1:11434/v1',
    ports: [11434],
    environment: { credential: [], baseUrl: ['OLLAMA_HOST'] },
  },
  {
    ...localServer,
    id: 'lm-studio',
    label: 'LM Studio',
    baseUrl: 'http://127.0.0.1:1234/v1',
    ports: [1234],
    environment: { credential: [], baseUrl: [] },
  },
  {
    ...localServer,
    id: 'llama-cpp',
    label: 'llama.cpp server',
    baseUrl: 'http://127.0.0.1:8080/v1',
    ports: [8080],
    environment: { credential: [], baseUrl: [] },
  },
  {
    ...localServer,
    id: 'vllm',
    label: 'vLLM',
    baseUrl: 'http://127.0.0.1:8000/v1',
    ports: [8000],
    environment: { credential: [], baseUrl: [] },
  },
  {
    ...openAiShape,
    id: 'groq',
    label: 'Groq',
    baseUrl: 'https://api.groq.com/openai/v1',
    keyPage: 'https://console.groq.com/keys',
    environment: { credential: ['GROQ_API_KEY'], baseUrl: [] },
  },
  {
    ...openAiShape,
    id: 'together',
    label: 'Together',
    baseUrl: 'https://api.together.xyz/v1',
    listing: 'together',
    textTasks: chatAndCompletions,
    keyPage: 'https://api.together.ai/settings/api-keys',
    environment: { credential: ['TOGETHER_API_KEY'], baseUrl: [] },
  },
  {
    ...openAiShape,
    id: 'fireworks',
    label: 'Fireworks',
    baseUrl: 'https://api.fireworks.ai/inference/v1',
    textTasks: chatAndCompletions,
    keyPage: 'https://fireworks.ai/account/api-keys',
    environment: { credential: ['FIREWORKS_API_KEY'], baseUrl: [] },
  },
  {
    ...openAiShape,
    id: 'openrouter',
    label: 'OpenRouter',
    baseUrl: 'https://openrouter.ai/api/v1',
    keyPage: 'https://openrouter.ai/settings/keys',
    environment: { credential: ['OPENROUTER_API_KEY'], baseUrl: [] },
  },
  {
    ...openAiShape,
    id: 'mistral',
    label: 'Mistral',
    baseUrl: 'https://api.mistral.ai/v1',
    // Refuses fields it does not know (422), and sends usage with the last chunk unasked.
    asksForUsage: false,
    listing: 'mistral',
    keyPage: 'https://console.mistral.ai/api-keys',
    environment: { credential: ['MISTRAL_API_KEY'], baseUrl: [] },
  },
  {
    ...openAiShape,
    id: 'deepseek',
    label: 'DeepSeek',
    baseUrl: 'https://api.deepseek.com/v1',
    keyPage: 'https://platform.deepseek.com/api_keys',
    environment: { credential: ['DEEPSEEK_API_KEY'], baseUrl: [] },
  },
  {
    ...openAiShape,
    id: 'xai',
    label: 'xAI',
    baseUrl: 'https://api.x.ai/v1',
    keyPage: 'https://console.x.ai',
    environment: { credential: ['XAI_API_KEY'], baseUrl: [] },
  },
  {
    ...openAiShape,
    id: 'cerebras',
    label: 'Cerebras',
    baseUrl: 'https://api.cerebras.ai/v1',
    keyPage: 'https://cloud.cerebras.ai',
    environment: { credential: ['CEREBRAS_API_KEY'], baseUrl: [] },
  },
  {
    ...openAiShape,
    id: 'perplexity',
    label: 'Perplexity',
    baseUrl: 'https://api.perplexity.ai',
    // Usage comes with every chunk.
    asksForUsage: false,
    paths: { ...openAiShape.paths, models: null },
    knownModels: ['sonar', 'sonar-pro', 'sonar-reasoning-pro', 'sonar-deep-research'],
    keyPage: 'https://www.perplexity.ai/settings/api',
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
