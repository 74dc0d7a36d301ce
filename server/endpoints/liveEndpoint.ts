import { isDeepStrictEqual } from 'node:util'
import type { Endpoint, ServedEntity } from '../contract/endpoint.ts'
import { FailureError } from '../contract/failure.ts'
import type { ResolveOptions, Served, Target } from '../invoke/target.ts'
import type { EndpointDefinition } from './endpointDefinition.ts'
import type { LiveUpstream } from './liveUpstream.ts'
import { createRateLimiter, type RateLimiter } from './rateLimit.ts'
import { servedOf } from './servedOf.ts'
import { createTrafficSplit } from './trafficSplit.ts'

/** A defined endpoint in use: it knows whose turn it is and how many calls it took. */
export interface LiveEndpoint {
  definition: EndpointDefinition
  /** Each entity's way to its model, in the definition's order. */
  upstreams: LiveUpstream[]
  limiter: RateLimiter
  /** As the page and the API see it; `name` is the definition's unless another endpoint has it. */
  shown(name: string): Endpoint
  /** Moves the traffic split on and counts against the limits. Throws FailureError. */
  target(endpoint: Endpoint, options: ResolveOptions): Omit<Target, 'endpoint'>
}

export function createLiveEndpoint(
  definition: EndpointDefinition,
  connect: (entity: EndpointDefinition['entities'][number]) => LiveUpstream,
  { nowMs, before }: { nowMs: () => number; before?: LiveEndpoint | undefined },
): LiveEndpoint {
  const { entities } = definition
  const upstreams = entities.map(connect)
  const parts = entities.flatMap((entity, index) => {
    const upstream = upstreams[index]
    return upstream === undefined ? [] : [{ entity, upstream }]
  })
  const nextIndex = createTrafficSplit(entities.map((entity) => entity.trafficPercentage))
  // A change of anything else must not begin a new minute.
  const isSameLimit = before !== undefined && isDeepStrictEqual(before.definition.limits, definition.limits)
  const limiter = isSameLimit ? before.limiter : createRateLimiter(definition.name, definition.limits, nowMs)

  function served({ entity, upstream }: (typeof parts)[number]): Served {
    return servedOf(upstream, { name: entity.name, model: entity.connection.model, providerLabel: upstream.name })
  }

  /** One whose key is missing cannot take anybody's place. */
  function others(chosen: (typeof parts)[number]): Served[] {
    return parts.flatMap((part) => {
      if (part === chosen) return []
      try {
        return [served(part)]
      } catch (error) {
        if (error instanceof FailureError) return []
        throw error
      }
    })
  }

  return {
    definition,
    upstreams,
    limiter,
    shown: (name) => shownEndpoint(name, definition, upstreams),
    target(endpoint, { servedName, requester = null }) {
      const named = servedName === undefined ? undefined : parts.find(({ entity }) => entity.name === servedName)
      if (servedName !== undefined && named === undefined) throw noSuchEntity(endpoint.name, servedName, entities)
      limiter.take(requester)
      const chosen = named ?? parts[nextIndex()]
      // Percentages sum to 100, so that somebody's turn it is.
      if (chosen === undefined) throw new Error(`The endpoint ${endpoint.name} has no served entity.`)
      const isAlone = named !== undefined || !definition.isFallbackEnabled
      return { served: served(chosen), fallbacks: isAlone ? [] : others(chosen) }
    },
  }
}

function shownEndpoint(name: string, definition: EndpointDefinition, upstreams: LiveUpstream[]): Endpoint {
  const { entities, task, source, sourceDetail, isFallbackEnabled } = definition
  const served = entities.map((entity, index): ServedEntity => ({
    name: entity.name,
    model: entity.connection.model,
    provider: entity.connection.row.id,
    providerLabel: upstreams[index]?.name ?? entity.name,
    baseUrl: entity.connection.baseUrl,
    credential: entity.credential,
    trafficPercentage: entity.trafficPercentage,
  }))
  const keyless = entities.filter(
    ({ connection, credential }) => connection.row.credential === 'required' && !credential.isSet,
  )
  const where = source === 'created' ? 'Send its config again with one.' : `Enter it in ${source}, ${sourceDetail}.`
  return {
    name,
    tasks: [task],
    provider: served[0]?.provider ?? '',
    providerLabel: [...new Set(served.map((entity) => entity.providerLabel))].join(', '),
    model: [...new Set(served.map((entity) => entity.model))].join(', '),
    upstreamId: definition.id,
    source,
    sourceDetail,
    state:
      keyless.length === 0
        ? { type: 'ready' }
        : { type: 'unavailable', reason: `${keyless.map((entity) => entity.name).join(', ')} has no key. ${where}` },
    served,
    isFallbackEnabled,
  }
}

function noSuchEntity(endpoint: string, name: string, entities: EndpointDefinition['entities']): FailureError {
  return new FailureError({
    kind: 'not-found',
    message: `${endpoint} has no served model named ${name}. It has: ${entities.map((entity) => entity.name).join(', ')}.`,
    isRetryable: false,
  })
}
