import type { Endpoint, UpstreamDraft, UpstreamModel } from '../contract/endpoint.ts'
import type { Database } from '../store/database.ts'
import { readListedModels, saveListedModels, type ListedModel } from '../store/listedModels.ts'
import { modelKey, nameEndpoints, type Candidate } from './endpointNames.ts'
import { endpointState, type LiveUpstream } from './liveUpstream.ts'

/** The endpoints of all upstreams under their names: what was chosen, and what the upstreams' own lists named. */
export interface EndpointList {
  find(name: string): NamedEndpoint | undefined
  all(): Endpoint[]
  /** Takes an upstream's own list; call `rename` afterwards. */
  remember(upstreamId: string, models: UpstreamModel[]): void
  forget(upstreamId: string): void
  /** Decides all names anew; gives those that are no more. */
  rename(upstreams: LiveUpstream[], reserved: string[]): Promise<string[]>
}

interface NamedEndpoint {
  endpoint: Endpoint
  upstream: LiveUpstream
}

/** `known`: the upstreams there can be; names given to any other are free again. */
export async function createEndpointList(database: Database, known: ReadonlySet<string>): Promise<EndpointList> {
  let listed = (await readListedModels(database)).filter((model) => known.has(model.upstreamId))
  let named = new Map<string, NamedEndpoint>()
  let saved = JSON.stringify(listed)

  /** A cache and a memory of names: a disk that refuses costs neither of them while this process lives. */
  async function keep(): Promise<void> {
    const text = JSON.stringify(listed)
    if (text === saved) return
    try {
      await saveListedModels(database, listed)
      saved = text
    } catch {
      // Tried again with the next list; what matters (sessions, invocations) says "Not saved" by itself.
    }
  }

  return {
    find: (name) => named.get(name),
    all: () => [...named.values()].map(({ endpoint, upstream }) => ({ ...endpoint, state: endpointState(upstream) })),
    remember(upstreamId, models) {
      const fresh = new Map(models.map((model) => [model.id, model]))
      listed = listed.map((model) => {
        if (model.upstreamId !== upstreamId) return model
        const now = fresh.get(model.model)
        fresh.delete(model.model)
        return now === undefined ? { ...model, isListed: false } : { ...model, tasks: now.tasks, isListed: true }
      })
      for (const { id, tasks } of fresh.values())
        listed.push({ upstreamId, model: id, name: '', tasks, isListed: true })
    },
    forget(upstreamId) {
      listed = listed.filter((model) => model.upstreamId !== upstreamId)
    },
    async rename(upstreams, reserved) {
      const wanted = upstreams.flatMap((upstream) => candidatesOf(upstream, listed))
      const given = new Map(listed.filter((model) => model.name !== '').map((model) => [modelKey(model), model.name]))
      const names = nameEndpoints(wanted, { reserved, given })
      const next = new Map<string, NamedEndpoint>()
      for (const [index, { upstream, model, tasks, wish, upstreamId }] of wanted.entries()) {
        const name = names[index] ?? model
        next.set(name, { upstream, endpoint: endpointOf(upstream, { name, model, tasks }) })
        if (wish === undefined) given.set(modelKey({ upstreamId, model }), name)
      }
      // What an upstream that is switched to chosen models listed has no name; it is listed again when wanted.
      listed = listed.flatMap((model) => {
        const name = given.get(modelKey(model))
        return name === undefined ? [] : [{ ...model, name }]
      })
      const gone = [...named.keys()].filter((name) => !next.has(name))
      named = next
      await keep()
      return gone
    },
  }
}

type Wanted = Candidate & { tasks: Endpoint['tasks']; upstream: LiveUpstream }

function candidatesOf(upstream: LiveUpstream, listed: ListedModel[]): Wanted[] {
  const common = { upstream, upstreamId: upstream.id, upstreamName: upstream.name }
  const chosen = upstream.chosen.map(({ name, model, tasks }) => ({ ...common, model, tasks, wish: name }))
  if (!upstream.servesAllModels) return chosen
  const isChosen = new Set(upstream.chosen.map((choice) => choice.model))
  const rest = listed
    .filter((model) => model.upstreamId === upstream.id && model.isListed && !isChosen.has(model.model))
    .map(({ model, tasks }) => ({ ...common, model, tasks }))
  return [...chosen, ...rest]
}

function endpointOf(upstream: LiveUpstream, { name, model, tasks }: UpstreamDraft['endpoints'][number]): Endpoint {
  const { id, row, source, sourceDetail } = upstream
  return {
    name,
    tasks,
    provider: row.id,
    providerLabel: row.id === 'custom' ? upstream.name : row.label,
    model,
    upstreamId: id,
    baseUrl: upstream.baseUrl,
    source,
    sourceDetail,
    state: endpointState(upstream),
  }
}
