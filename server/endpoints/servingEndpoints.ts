import type { Endpoint } from '../contract/endpoint.ts'
import { FailureError } from '../contract/failure.ts'
import type { ProviderRow } from '../providers/providerRow.ts'
import type { Database } from '../store/database.ts'
import { saved } from '../store/saved.ts'
import {
  deleteServingEndpoint,
  listServingEndpoints,
  saveServingEndpoint,
  type StoredServingEndpoint,
} from '../store/servingEndpoints.ts'
import type { Vault } from '../vault/vault.ts'
import { definitionOf } from './createdEndpoint.ts'
import type { EndpointDefinition } from './endpointDefinition.ts'
import { createLiveEndpoint, type LiveEndpoint } from './liveEndpoint.ts'
import type { LiveUpstream } from './liveUpstream.ts'
import type { LiveUpstreams } from './liveUpstreams.ts'

/** The endpoints that were defined as a whole: those of playground.yaml, and those created over the API, which are stored. */
export interface ServingEndpoints {
  all(): Endpoint[]
  find(name: string): { endpoint: Endpoint; live: LiveEndpoint } | undefined
  /** An entity's way to its model, by the way's id. */
  upstream(id: string): LiveUpstream | undefined
  /** What is stored of one that was created over the API. */
  stored(name: string): StoredServingEndpoint | undefined
  save(endpoint: StoredServingEndpoint): Promise<void>
  /** Throws FailureError: not-found, conflict (one of playground.yaml). */
  remove(name: string): Promise<void>
  /** Names them anew, none as one of `reserved`. Gives the names that are no more. */
  rename(reserved: string[]): string[]
}

interface ServingEndpointsDeps {
  database: Database
  vault: Vault
  providers: ProviderRow[]
  make: LiveUpstreams
  /** Of playground.yaml. */
  defined: EndpointDefinition[]
  nowMs(): number
}

export async function createServingEndpoints(deps: ServingEndpointsDeps): Promise<ServingEndpoints> {
  const { database, vault, providers, make, defined, nowMs } = deps
  const stored = new Map<string, StoredServingEndpoint>()
  /** By id; those of playground.yaml first, as it is what the operator wrote. */
  const live = new Map<string, LiveEndpoint>()
  let named = new Map<string, { endpoint: Endpoint; live: LiveEndpoint }>()

  for (const definition of defined) put(definition)
  for (const endpoint of await listServingEndpoints(database)) take(endpoint)

  function put(definition: EndpointDefinition): void {
    const connect = (entity: EndpointDefinition['entities'][number]) => make.fromEntity(definition, entity)
    live.set(definition.id, createLiveEndpoint(definition, connect, { nowMs, before: live.get(definition.id) }))
  }

  function take(endpoint: StoredServingEndpoint): void {
    stored.set(endpoint.id, endpoint)
    put(definitionOf(endpoint, { vault, providers }))
  }

  const storedNamed = (name: string) => stored.get(named.get(name)?.live.definition.id ?? '')

  return {
    all: () => [...named.values()].map(({ endpoint }) => endpoint),
    find: (name) => named.get(name),
    upstream: (id) =>
      [...live.values()].flatMap((endpoint) => endpoint.upstreams).find((upstream) => upstream.id === id),
    stored: storedNamed,
    async save(endpoint) {
      await saved(saveServingEndpoint(database, endpoint))
      take(endpoint)
    },
    async remove(name) {
      const endpoint = storedNamed(name)
      if (endpoint === undefined) {
        const place = named.get(name)?.live.definition
        throw place === undefined
          ? refusal('not-found', `There is no endpoint named ${name}.`)
          : refusal('conflict', `${name} comes from ${place.source} (${place.sourceDetail}). Change it there.`)
      }
      await saved(deleteServingEndpoint(database, endpoint.id))
      stored.delete(endpoint.id)
      live.delete(endpoint.id)
    },
    rename(reserved) {
      const before = [...named.keys()]
      const taken = new Set(reserved)
      named = new Map()
      for (const endpoint of live.values()) {
        const name = freeName(endpoint.definition.name, taken)
        taken.add(name)
        named.set(name, { endpoint: endpoint.shown(name), live: endpoint })
      }
      return before.filter((name) => !named.has(name))
    },
  }
}

/** Another source took the name since: it must stay reachable, so that it can be removed. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name
  for (let number = 2; ; number++) if (!taken.has(`${name}-${number}`)) return `${name}-${number}`
}

function refusal(kind: 'not-found' | 'conflict', message: string): FailureError {
  return new FailureError({ kind, message, isRetryable: false })
}
