import { z } from 'zod'
import { tasks, type Task } from './task.ts'

/**
 * An upstream is where models live: a provider, a base URL, a credential. Its models are endpoints.
 * Rows come from the page ('added'), from playground.yaml, from the environment, from loopback discovery, or are built
 * in. An endpoint defined as a whole, with served entities of its own, was 'created' over the API or is in playground.yaml.
 */
export type Source = 'added' | 'created' | 'playground.yaml' | 'environment' | 'found' | 'built-in'

/** A row of the provider table (server/providers/compatible.ts), as the page needs it to offer an upstream. */
export interface Provider {
  /** Databricks' external_model provider name where it has one: openai, databricks-model-serving, custom, … */
  id: string
  label: string
  /** Prefilled base URL; empty where the user must give it. `{…}` marks a part to fill in. */
  baseUrl: string
  /** Whether it answers without a credential. */
  credential: 'required' | 'optional' | 'none'
  /** Whether a client can sign in by itself instead: OAuth machine-to-machine. */
  takesClient?: boolean
  /** Where a person gets a key. */
  keyPage?: string
}

export interface Upstream {
  id: string
  provider: string
  providerLabel: string
  /** Shown name, unique. */
  name: string
  baseUrl: string
  source: Source
  /** Which variable, file line or port it came from. */
  sourceDetail: string
  /** `clientId`: the credential is that client's secret. */
  credential: { isSet: boolean; lastFour?: string; clientId?: string }
  /** Every model the upstream lists becomes an endpoint; else only the chosen ones. */
  servesAllModels: boolean
  state: UpstreamState
  isEditable: boolean
}

export type UpstreamState =
  | { type: 'unknown' }
  | { type: 'reachable'; models: number; checkedAt: string }
  | { type: 'failed'; message: string; checkedAt: string }

export interface Endpoint {
  /** Unique; what a request names. */
  name: string
  tasks: Task[]
  provider: string
  /** As people say it: OpenAI, Databricks, This machine. */
  providerLabel: string
  /** The model's name at its upstream. */
  model: string
  upstreamId: string
  /** Absent on this machine, and where `served` has several. */
  baseUrl?: string
  source: Source
  sourceDetail: string
  state: { type: 'ready' } | { type: 'unavailable'; reason: string } | { type: 'downloading'; fraction: number }
  /** One line: what it is, its licence, that echo is no model. */
  note?: string
  /** Where it was defined as a whole: `model` and `provider` above are the first one's. */
  served?: ServedEntity[]
  /** Whether others are asked when the one whose turn it is fails. */
  isFallbackEnabled?: boolean
}

/** One model behind an endpoint, and its share of the invocations. */
export interface ServedEntity {
  name: string
  /** The model's name at its upstream. */
  model: string
  provider: string
  providerLabel: string
  baseUrl: string
  credential: { isSet: boolean; lastFour?: string }
  /** 0 = asked only by its own name, or when others fail. */
  trafficPercentage: number
}

export interface UpstreamModel {
  id: string
  tasks: Task[]
}

/** What one click on Test found. */
export type UpstreamTest =
  | { isOk: true; ms: number; models: UpstreamModel[] }
  | { isOk: false; ms: number; failure: import('./failure.ts').Failure }

const name = z.string().trim().min(1).max(200)
const modelChoice = z.strictObject({
  name,
  model: z.string().trim().min(1).max(300),
  tasks: z.array(z.enum(tasks)).min(1),
})

export const upstreamDraftSchema = z.strictObject({
  provider: z.string().min(1),
  name,
  baseUrl: z.string().trim().min(1).max(2000),
  /** Absent on edit = keep it, unless the base URL's origin changed, which forgets it. Empty string = remove it. */
  credential: z.string().max(20_000).optional(),
  /** Sign in as this client, with `credential` for its secret. Another client than before forgets the secret. */
  clientId: z
    .string()
    .trim()
    .max(300)
    // Basic ends the user name at the first colon.
    .regex(/^[!-9;-~]*$/, 'a client id has no space, colon or sign beyond ASCII')
    .optional(),
  servesAllModels: z.boolean(),
  /** The chosen models where not all are served. */
  endpoints: z.array(modelChoice).max(1000),
})

/** POST /api/upstreams/test: a draft, or a stored upstream's credential with `id`. */
export const upstreamTestSchema = upstreamDraftSchema
  .pick({ provider: true, baseUrl: true, credential: true, clientId: true })
  .extend({ id: z.string().optional() })

/** PUT /api/endpoints/{name}/traffic, of an endpoint created over the API: every served entity's share, in all 100. */
export const trafficSchema = z.strictObject({
  shares: z.array(z.strictObject({ name: z.string(), percentage: z.int().min(0).max(100) })).max(15),
  isFallbackEnabled: z.boolean(),
})

export type Traffic = z.infer<typeof trafficSchema>
export type UpstreamDraft = z.infer<typeof upstreamDraftSchema>
export type UpstreamTestRequest = z.infer<typeof upstreamTestSchema>

/** GET /api/endpoints */
export interface EndpointsAnswer {
  endpoints: Endpoint[]
  upstreams: Upstream[]
  providers: Provider[]
}
