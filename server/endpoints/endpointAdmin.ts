import { createHash } from 'node:crypto'
import type { Endpoint, Traffic } from '../contract/endpoint.ts'
import { FailureError } from '../contract/failure.ts'
import type {
  AiGateway,
  CreateEndpoint,
  EmailNotifications,
  EndpointConfig,
  RateLimit,
  TagsPatch,
} from '../contract/servingEndpoint.ts'
import type { ProviderRow } from '../providers/providerRow.ts'
import type { ServingDocument, StoredServingEndpoint } from '../store/servingEndpoints.ts'
import type { Vault } from '../vault/vault.ts'
import { limitsOf, storedEntities } from './createdEndpoint.ts'
import type { EndpointDefinition } from './endpointDefinition.ts'
import { apiFields } from './fieldReader.ts'
import type { ServingEndpoints } from './servingEndpoints.ts'

/** An endpoint with what the serving-endpoints API says of it beyond what the page shows. */
export interface DescribedEndpoint {
  endpoint: Endpoint
  id: string
  createdAt: Date
  updatedAt: Date
  /** Where it was defined as a whole. */
  definition?: EndpointDefinition
  /** Where it was created over the API. */
  stored?: StoredServingEndpoint
}

/** Creating and changing endpoints over the API. All methods that name an endpoint throw not-found. */
export interface EndpointAdmin {
  list(): DescribedEndpoint[]
  get(name: string): DescribedEndpoint
  /** Throws FailureError: bad-request, address-refused, conflict (the name is taken). */
  create(body: CreateEndpoint): Promise<DescribedEndpoint>
  /** These throw conflict where the endpoint was not created over the API. */
  setConfig(name: string, config: EndpointConfig): Promise<DescribedEndpoint>
  setTraffic(name: string, traffic: Traffic): Promise<DescribedEndpoint>
  changeTags(name: string, patch: TagsPatch): Promise<DescribedEndpoint>
  setRateLimits(name: string, limits: RateLimit[]): Promise<DescribedEndpoint>
  setAiGateway(name: string, gateway: AiGateway): Promise<DescribedEndpoint>
  setNotifications(name: string, notifications: EmailNotifications): Promise<DescribedEndpoint>
  remove(name: string): Promise<void>
}

interface EndpointAdminDeps {
  serving: ServingEndpoints
  vault: Vault
  providers: ProviderRow[]
  /** Every endpoint there is. */
  endpoints(): Endpoint[]
  /** When an endpoint's upstream was added; undefined = with this process. */
  addedAt(upstreamId: string): string | undefined
  /** After every change: names may have come or gone. */
  onChange(): Promise<void>
  now(): Date
  newId(): string
}

export function createEndpointAdmin(deps: EndpointAdminDeps): EndpointAdmin {
  const { serving, vault, providers, now } = deps
  const startedAt = now()
  let last: Promise<unknown> = Promise.resolve()

  /** One change at a time: two creations of one name must not both find it free. */
  function inTurn<Answer>(change: () => Promise<Answer>): Promise<Answer> {
    const mine = last.then(change)
    last = mine.catch(() => undefined)
    return mine
  }

  function describe(endpoint: Endpoint): DescribedEndpoint {
    const { name, upstreamId } = endpoint
    const definition = serving.find(name)?.live.definition
    // This machine's own endpoints come first: a defined one of that name is shown under another.
    if (definition === undefined || definition.id !== upstreamId) {
      const added = deps.addedAt(upstreamId)
      const at = added === undefined ? startedAt : new Date(added)
      return { endpoint, id: idOf(name), createdAt: at, updatedAt: at }
    }
    const stored = serving.stored(name)
    if (stored === undefined)
      return { endpoint, definition, id: definition.id, createdAt: startedAt, updatedAt: startedAt }
    const { id, createdAt, updatedAt } = stored
    return { endpoint, definition, stored, id, createdAt: new Date(createdAt), updatedAt: new Date(updatedAt) }
  }

  function get(name: string): DescribedEndpoint {
    const endpoint = deps.endpoints().find((it) => it.name === name)
    if (endpoint === undefined) throw refusal('not-found', `Endpoint with name '${name}' does not exist.`)
    return describe(endpoint)
  }

  function editable(name: string): StoredServingEndpoint {
    const { stored, endpoint } = get(name)
    if (stored !== undefined) return stored
    throw refusal(
      'conflict',
      `${name} was not created over the API: it comes from ${placeOf(endpoint)}. Change it there.`,
    )
  }

  async function save(endpoint: StoredServingEndpoint): Promise<DescribedEndpoint> {
    await serving.save(endpoint)
    await deps.onChange()
    // Not by its name: another source may have taken that.
    const saved = deps.endpoints().find((it) => it.upstreamId === endpoint.id)
    return saved === undefined ? get(endpoint.name) : describe(saved)
  }

  const change = (name: string, changed: (document: ServingDocument) => Partial<ServingDocument>) =>
    inTurn(async () => {
      const before = editable(name)
      const document = { ...before.document, ...changed(before.document) }
      limitsOf(document)
      return save({ ...before, document, updatedAt: now().toISOString() })
    })

  return {
    list: () => deps.endpoints().map(describe),
    get,
    create: (body) =>
      inTurn(async () => {
        if (deps.endpoints().some(({ name }) => name === body.name))
          throw refusal('conflict', `Endpoint with name '${body.name}' already exists.`)
        if (body.route_optimized === true)
          apiFields.refuse(['route_optimized'], 'this server has no route-optimized endpoints. Leave it out.')
        checkAiGateway(body.ai_gateway)
        const id = deps.newId().replaceAll('-', '')
        const at = now().toISOString()
        const path = ['config']
        const document: ServingDocument = {
          entities: storedEntities(body.config ?? {}, { id, before: [], path, vault, providers }),
          tags: withTags([], { add_tags: body.tags }),
          ...(body.ai_gateway && { aiGateway: body.ai_gateway }),
          ...(body.rate_limits && { rateLimits: body.rate_limits }),
          ...(body.email_notifications && { emailNotifications: body.email_notifications }),
          ...(body.description !== undefined && { description: body.description }),
          ...(body.budget_policy_id !== undefined && { budgetPolicyId: body.budget_policy_id }),
        }
        limitsOf(document)
        return save({ id, name: body.name, configVersion: 1, document, createdAt: at, updatedAt: at })
      }),
    setConfig: (name, config) =>
      inTurn(async () => {
        const before = editable(name)
        const { id, document, configVersion } = before
        const entities = storedEntities(config, { id, before: document.entities, path: [], vault, providers })
        const updatedAt = now().toISOString()
        return save({ ...before, document: { ...document, entities }, configVersion: configVersion + 1, updatedAt })
      }),
    setTraffic: (name, { shares, isFallbackEnabled }) =>
      inTurn(async () => {
        const before = editable(name)
        const document = {
          ...before.document,
          entities: withShares(before.document.entities, shares),
          aiGateway: { ...before.document.aiGateway, fallback_config: { enabled: isFallbackEnabled } },
        }
        return save({ ...before, document, configVersion: before.configVersion + 1, updatedAt: now().toISOString() })
      }),
    changeTags: (name, patch) => change(name, ({ tags }) => ({ tags: withTags(tags, patch) })),
    setRateLimits: (name, rateLimits) => change(name, () => ({ rateLimits })),
    setAiGateway(name, aiGateway) {
      checkAiGateway(aiGateway)
      return change(name, () => ({ aiGateway }))
    },
    setNotifications: (name, emailNotifications) => change(name, () => ({ emailNotifications })),
    remove: (name) =>
      inTurn(async () => {
        editable(name)
        await serving.remove(name)
        await deps.onChange()
      }),
  }
}

/** Stable, and one for each name: names are not passed on from one model to another. */
function idOf(name: string): string {
  return createHash('sha256').update(`endpoint:${name}`).digest('hex').slice(0, 32)
}

function placeOf({ source, sourceDetail }: Endpoint): string {
  switch (source) {
    case 'added':
      return 'the Endpoints page'
    case 'built-in':
      return 'this machine'
    case 'found':
      return `a server found on ${sourceDetail}`
    default:
      return `${source} (${sourceDetail})`
  }
}

/** A guardrail that does nothing is worse than none. */
function checkAiGateway(gateway: AiGateway | undefined): void {
  for (const side of ['input', 'output'] as const) {
    const rails = gateway?.guardrails?.[side]
    if (rails === undefined) continue
    const isSet =
      (rails.invalid_keywords?.length ?? 0) > 0 ||
      (rails.valid_topics?.length ?? 0) > 0 ||
      rails.safety === true ||
      (rails.pii?.behavior ?? 'NONE') !== 'NONE'
    if (isSet) apiFields.refuse(['ai_gateway', 'guardrails', side], 'this server has no guardrails. Leave them out.')
  }
}

function withShares(entities: ServingDocument['entities'], shares: Traffic['shares']): ServingDocument['entities'] {
  const percentages = new Map(shares.map(({ name, percentage }) => [name, percentage]))
  const sum = shares.reduce((total, { percentage }) => total + percentage, 0)
  const isComplete = percentages.size === shares.length && shares.length === entities.length
  const shared = entities.map((entity) => {
    const trafficPercentage = percentages.get(entity.name)
    if (!isComplete || trafficPercentage === undefined)
      return apiFields.refuse(['shares'], 'The served models changed meanwhile. Close this and look again.')
    return { ...entity, trafficPercentage }
  })
  if (sum !== 100) apiFields.refuse(['shares'], `The shares sum to ${sum} %; expected 100 %.`)
  return shared
}

const maxTags = 100

function withTags(tags: ServingDocument['tags'], { add_tags: added = [], delete_tags: deleted = [] }: TagsPatch) {
  const kept = new Map(tags.map((tag) => [tag.key, tag]))
  for (const key of deleted) kept.delete(key)
  for (const tag of added) kept.set(tag.key, tag)
  if (kept.size > maxTags) apiFields.refuse(['add_tags'], `an endpoint has at most ${maxTags} tags.`)
  return [...kept.values()]
}

function refusal(kind: 'not-found' | 'conflict', message: string): FailureError {
  return new FailureError({ kind, message, isRetryable: false })
}
