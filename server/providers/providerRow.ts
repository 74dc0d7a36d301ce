import type { Provider } from '../contract/endpoint.ts'
import type { Task } from '../contract/task.ts'
import type { CredentialStyle } from '../wire/credential.ts'

/** One OpenAI-compatible upstream, as data. */
export interface ProviderRow extends Provider {
  credentialStyle: CredentialStyle
  /** Sent with every request, beside the credential: OpenAI's organization. */
  headers?: Record<string, string>
  /** Appended to the base URL; `{model}` is replaced by the model's name. */
  paths: { chat: string; completions: string; embeddings: string; responses?: string; models: string | null }
  /** Whether the body names the model; where it does not, the path does. */
  bodyNamesModel: boolean
  /** Whether `stream_options: {include_usage: true}` is understood. Where it is not, usage comes by itself or not at all. */
  asksForUsage: boolean
  /** How the models list tells tasks. */
  listing: ModelListing
  /** Tasks of a listed model whose id does not say embeddings. Servers of open weights complete raw text too. */
  textTasks: Task[]
  /** Models that the upstream does not list. */
  knownModels?: string[]
  /** Loopback ports it usually listens on. */
  ports: number[]
  /** Environment variables that name it, the first that is set counts. `baseUrl` may be a host without a scheme. */
  environment: {
    credential: string[]
    baseUrl: string[]
    /** A client that signs in by itself (OAuth machine-to-machine). */
    client?: { id: string; secret: string }
  }
}

export type ModelListing = 'openai' | 'databricks' | 'together' | 'mistral' | 'azure'
