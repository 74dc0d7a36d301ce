import type {
  Endpoint,
  EndpointsAnswer,
  Upstream,
  UpstreamDraft,
  UpstreamModel,
  UpstreamTest,
  UpstreamTestRequest,
} from '../contract/endpoint.ts'
import { FailureError, type Failure } from '../contract/failure.ts'
import type { ResolveTarget } from '../invoke/target.ts'
import type { Adapter } from '../providers/adapter.ts'
import type { ProviderRow } from '../providers/providerRow.ts'
import type { Database } from '../store/database.ts'
import { readListedModels, saveListedModels, type ListedModel } from '../store/listedModels.ts'
import { deleteUpstream, listUpstreams, saveUpstream, type StoredUpstream } from '../store/upstreams.ts'
import { Secret } from '../vault/secret.ts'
import { VaultError, type Vault } from '../vault/vault.ts'
import { parseOutboundUrl } from '../wire/outboundUrl.ts'
import { checkNames, openCredential, originOf, storedFromDraft } from './addedUpstreams.ts'
import type { ConfiguredUpstream } from './configuredUpstream.ts'
import { modelKey, nameEndpoints, type Candidate } from './endpointNames.ts'
import { endpointState, shownUpstream, type LiveUpstream } from './liveUpstream.ts'

/**
 * Every endpoint there is: this machine's, those of playground.yaml, of the environment, added on the page, found on
 * loopback ports. Invocations ask here by name and get what is needed to send; nothing else knows a base URL or opens a
 * credential.
 */
export interface EndpointRegistry {
  resolve: ResolveTarget
  answer(): EndpointsAnswer
  /** Asks upstreams for their models and looks at the loopback ports. Never rejects. */
  discover(): Promise<void>
  /** The local models changed. */
  refresh(): Promise<void>
  add(draft: UpstreamDraft): Promise<Upstream>
  edit(id: string, draft: UpstreamDraft): Promise<Upstream>
  remove(id: string): Promise<void>
  test(request: UpstreamTestRequest): Promise<UpstreamTest>
  models(id: string): Promise<UpstreamModel[]>
  close(): void
}

export interface RegistryDeps {
  database: Database
  vault: Vault
  local: { endpoints(): Endpoint[]; adapterFor(name: string): Adapter | undefined }
  configured: ConfiguredUpstream[]
  providers: ProviderRow[]
  connect(upstream: { row: ProviderRow; label: string; baseUrl: string; readCredential(): string | undefined }): Adapter
  listModels(request: {
    row: ProviderRow
    baseUrl: string
    credential: string | undefined
    signal: AbortSignal
  }): Promise<UpstreamModel[]>
  /** So that we do not find ourselves. */
  ownPort(): number
  now(): Date
  nowMs(): number
  newId(): string
  onRemoved(endpointName: string, failure: Failure): void
}

/** A list of models is one small answer; a person waits for it. */
const msToList = 10_000
/** Loopback answers at once or is not there. */
const msToProbe = 1500

interface Named {
  endpoint: Endpoint
  upstream: LiveUpstream
}

export async function createRegistry(deps: RegistryDeps): Promise<EndpointRegistry> {
  const { database, vault } = deps
  const stopped = new AbortController()
  const stored = new Map<string, StoredUpstream>()
  let upstreams: LiveUpstream[] = deps.configured.map(fromConfig)
  for (const row of await listUpstreams(database)) {
    stored.set(row.id, row)
    upstreams.push(fromStore(row))
  }
  const foundIds = deps.providers.filter((row) => row.ports.length > 0).map((row) => `found-${row.id}`)
  const known = new Set([...upstreams.map((upstream) => upstream.id), ...foundIds])
  // Names given to upstreams that are gone from the configuration are free again.
  let listed = (await readListedModels(database)).filter((model) => known.has(model.upstreamId))
  let named = new Map<string, Named>()
  await rename()

  function fromConfig(row: ConfiguredUpstream): LiveUpstream {
    const secret = row.credential
    return live(row, {
      credential: { isSet: secret !== undefined, ...lastFourOf(secret?.lastFour) },
      chosen: row.endpoints,
      readCredential: () => secret,
      isEditable: false,
    })
  }

  function fromStore(row: StoredUpstream): LiveUpstream {
    return live(
      { ...row, source: 'added', sourceDetail: 'added on this page' },
      {
        credential: { isSet: row.credential !== null, ...lastFourOf(row.lastFour ?? undefined) },
        chosen: row.endpoints,
        readCredential: () => openCredential(row, vault),
        isEditable: true,
      },
    )
  }

  function live(
    row: Pick<LiveUpstream, 'id' | 'name' | 'baseUrl' | 'source' | 'sourceDetail' | 'servesAllModels'> & {
      provider: string
    },
    rest: Pick<LiveUpstream, 'credential' | 'chosen' | 'readCredential' | 'isEditable'>,
  ): LiveUpstream {
    const { id, name, baseUrl, source, sourceDetail, servesAllModels } = row
    const provider = providerOf(row.provider)
    return {
      ...{ id, name, baseUrl, source, sourceDetail, servesAllModels, row: provider },
      ...rest,
      state: { type: 'unknown' },
      adapter: deps.connect({
        row: provider,
        label: name,
        baseUrl,
        readCredential: () => rest.readCredential()?.reveal(),
      }),
    }
  }

  function providerOf(id: string): ProviderRow {
    const row = deps.providers.find((provider) => provider.id === id)
    if (row === undefined)
      throw new FailureError({
        kind: 'bad-request',
        message: `There is no provider ${id}. Choose one of: ${deps.providers.map((provider) => provider.id).join(', ')}.`,
        isRetryable: false,
        field: 'provider',
      })
    return row
  }

  /** Decides all names anew, stores the given ones, and tells of those that are gone. */
  async function rename(): Promise<void> {
    const candidates: (Candidate & { tasks: Endpoint['tasks']; upstream: LiveUpstream })[] = []
    for (const upstream of upstreams) {
      const common = { upstream, upstreamId: upstream.id, upstreamName: upstream.name }
      const isChosen = new Set(upstream.chosen.map((choice) => choice.model))
      for (const { name, model, tasks } of upstream.chosen) candidates.push({ ...common, model, tasks, wish: name })
      if (upstream.servesAllModels)
        for (const model of listed)
          if (model.upstreamId === upstream.id && model.isListed && !isChosen.has(model.model))
            candidates.push({ ...common, model: model.model, tasks: model.tasks })
    }
    const given = new Map(listed.filter((model) => model.name !== '').map((model) => [modelKey(model), model.name]))
    const reserved = deps.local.endpoints().map((endpoint) => endpoint.name)
    const names = nameEndpoints(candidates, { reserved, given })
    const next = new Map<string, Named>()
    for (const [index, { upstream, model, tasks, wish }] of candidates.entries()) {
      const name = names[index] ?? model
      next.set(name, { upstream, endpoint: endpointOf(upstream, { name, model, tasks }) })
      if (wish === undefined) given.set(modelKey({ upstreamId: upstream.id, model }), name)
    }
    const before = listed
    listed = listed.map((model) => ({ ...model, name: given.get(modelKey(model)) ?? '' }))
    const gone = [...named.keys()].filter((name) => !next.has(name) && !reserved.includes(name))
    named = next
    const isChanged =
      before.length !== listed.length || listed.some((model, index) => model.name !== before[index]?.name)
    if (isChanged) await keepListed()
    for (const name of gone)
      deps.onRemoved(name, {
        kind: 'endpoint-removed',
        message: `The endpoint ${name} was removed while it answered. Choose another one.`,
        isRetryable: false,
      })
  }

  /** A cache and a memory of names: a disk that refuses costs neither of them while this process lives. */
  async function keepListed(): Promise<void> {
    try {
      await saveListedModels(
        database,
        listed.filter((model) => model.name !== ''),
      )
    } catch {
      // Written again with the next list; what matters (sessions, invocations) says "Not saved" by itself.
    }
  }

  function endpointOf(upstream: LiveUpstream, { name, model, tasks }: UpstreamDraft['endpoints'][number]): Endpoint {
    return {
      name,
      tasks,
      provider: upstream.row.id,
      providerLabel: upstream.row.id === 'custom' ? upstream.name : upstream.row.label,
      model,
      upstreamId: upstream.id,
      source: upstream.source,
      sourceDetail: upstream.sourceDetail,
      state: endpointState(upstream),
    }
  }

  async function list(upstream: LiveUpstream, msLimit = msToList): Promise<UpstreamModel[]> {
    const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(msLimit)])
    const checkedAt = deps.now().toISOString()
    try {
      const credential = credentialOf(upstream)?.reveal()
      const models = await listWithin({ row: upstream.row, baseUrl: upstream.baseUrl, credential, signal })
      upstream.state = { type: 'reachable', models: models.length, checkedAt }
      // An edit during the request replaced it: its list is not this one.
      if (upstreams.includes(upstream)) remember(upstream.id, models)
      return models
    } catch (error) {
      upstream.state = { type: 'failed', message: failureOf(error).message, checkedAt }
      throw error
    } finally {
      await rename()
    }
  }

  async function listWithin(request: Parameters<RegistryDeps['listModels']>[0]): Promise<UpstreamModel[]> {
    try {
      return await deps.listModels(request)
    } catch (error) {
      if (error instanceof FailureError) throw error
      if (request.signal.aborted)
        throw new FailureError({
          kind: 'response-timeout',
          message: `${originOf(request.baseUrl)} did not answer in time.`,
          isRetryable: true,
        })
      throw error
    }
  }

  function remember(upstreamId: string, models: UpstreamModel[]): void {
    const fresh = new Map(models.map((model) => [model.id, model]))
    const others = listed.filter((model) => model.upstreamId !== upstreamId)
    const own = listed.filter((model) => model.upstreamId === upstreamId)
    const kept = own.map((model) => {
      const now = fresh.get(model.model)
      fresh.delete(model.model)
      return now === undefined ? { ...model, isListed: false } : { ...model, tasks: now.tasks, isListed: true }
    })
    const added = [...fresh.values()].map((model): ListedModel => ({
      upstreamId,
      model: model.id,
      name: '',
      tasks: model.tasks,
      isListed: true,
    }))
    listed = [...others, ...kept, ...added]
  }

  async function probe(row: ProviderRow, port: number): Promise<void> {
    const id = `found-${row.id}`
    const baseUrl = `http://127.0.0.1:${port}/v1`
    const existing = upstreams.find((upstream) => upstream.id === id)
    const isTaken = upstreams.some((other) => other.id !== id && sameServer(other.baseUrl, baseUrl))
    if (port === deps.ownPort() || isTaken) return
    const found =
      existing ??
      live(
        {
          id,
          provider: row.id,
          name: row.label,
          baseUrl,
          source: 'found',
          sourceDetail: `port ${port}`,
          servesAllModels: true,
        },
        { credential: { isSet: false }, chosen: [], readCredential: () => undefined, isEditable: false },
      )
    try {
      if (existing !== undefined) await list(existing, msToProbe)
      else {
        const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(msToProbe)])
        const models = await deps.listModels({ row, baseUrl, credential: undefined, signal })
        found.state = { type: 'reachable', models: models.length, checkedAt: deps.now().toISOString() }
        upstreams.push(found)
        remember(id, models)
        await rename()
      }
    } catch {
      // Nobody there, or somebody else: what was never found is not listed; what was says so in its state.
    }
  }

  function credentialOf(upstream: LiveUpstream): Secret | undefined {
    try {
      return upstream.readCredential()
    } catch (error) {
      if (!(error instanceof VaultError)) throw error
      throw new FailureError(
        { kind: 'credential-missing', message: error.message, isRetryable: false },
        { cause: error },
      )
    }
  }

  async function store(draft: UpstreamDraft, id: string, before: StoredUpstream | undefined): Promise<Upstream> {
    providerOf(draft.provider)
    const others = new Map<string, string>()
    for (const endpoint of deps.local.endpoints()) others.set(endpoint.name, 'This machine')
    for (const other of upstreams)
      if (other.id !== id) for (const choice of other.chosen) others.set(choice.name, other.name)
    checkNames(
      draft,
      upstreams.filter((other) => other.id !== id).map((other) => other.name),
      others,
    )
    const createdAt = before?.createdAt ?? deps.now().toISOString()
    const row = storedFromDraft(draft, { id, createdAt, vault, before })
    await saveUpstream(database, row)
    stored.set(id, row)
    const upstream = fromStore(row)
    const index = upstreams.findIndex((other) => other.id === id)
    if (index < 0) upstreams.push(upstream)
    else upstreams[index] = upstream
    // Another address lists other models.
    if (before !== undefined && before.baseUrl !== row.baseUrl)
      listed = listed.filter((model) => model.upstreamId !== id)
    await rename()
    void list(upstream).catch(() => undefined)
    return shownUpstream(upstream)
  }

  function existing(id: string): LiveUpstream {
    const upstream = upstreams.find((other) => other.id === id)
    if (upstream === undefined)
      throw new FailureError({ kind: 'not-found', message: 'There is no such upstream.', isRetryable: false })
    return upstream
  }

  function editable(id: string): StoredUpstream {
    const { name, source, sourceDetail } = existing(id)
    const row = stored.get(id)
    if (row === undefined)
      throw new FailureError({
        kind: 'conflict',
        message: `${name} comes from ${source === 'found' ? sourceDetail : `${source} (${sourceDetail})`}; change it there.`,
        isRetryable: false,
      })
    return row
  }

  return {
    resolve(endpointName, task) {
      const localAdapter = deps.local.adapterFor(endpointName)
      const localEndpoint = deps.local.endpoints().find((endpoint) => endpoint.name === endpointName)
      const remote = named.get(endpointName)
      const endpoint = localEndpoint ?? remote?.endpoint
      if (endpoint === undefined) throw noSuchEndpoint(endpointName)
      if (!endpoint.tasks.includes(task)) throw wrongTask(endpoint, task)
      if (localEndpoint !== undefined) {
        if (localAdapter === undefined || localEndpoint.state.type !== 'ready') throw notReady(localEndpoint)
        return { endpoint, adapter: localAdapter, secrets: [] }
      }
      if (remote === undefined) throw noSuchEndpoint(endpointName)
      const { upstream } = remote
      const secret = credentialOf(upstream)
      if (secret === undefined && upstream.row.credential === 'required')
        throw new FailureError({
          kind: 'credential-missing',
          message: `${upstream.name} has no key. Enter it in Endpoints.`,
          isRetryable: false,
        })
      return { endpoint, adapter: upstream.adapter, secrets: secret === undefined ? [] : [secret.reveal()] }
    },
    answer: () => ({
      endpoints: [
        ...deps.local.endpoints(),
        ...[...named.values()].map(({ endpoint, upstream }) => ({ ...endpoint, state: endpointState(upstream) })),
      ],
      upstreams: upstreams.map(shownUpstream),
      providers: deps.providers.map(({ id, label, baseUrl, credential, keyPage }) => ({
        ...{ id, label, baseUrl, credential },
        ...(keyPage === undefined ? {} : { keyPage }),
      })),
    }),
    async discover() {
      const lists = upstreams
        .filter(
          (upstream) =>
            upstream.source !== 'found' && upstream.servesAllModels && endpointState(upstream).type === 'ready',
        )
        .map((upstream) => list(upstream))
      const probes = deps.providers.flatMap((row) => row.ports.map((port) => probe(row, port)))
      await Promise.allSettled([...lists, ...probes])
    },
    refresh: rename,
    add: (draft) => store(draft, deps.newId(), undefined),
    edit: (id, draft) => store(draft, id, editable(id)),
    async remove(id) {
      editable(id)
      await deleteUpstream(database, id)
      stored.delete(id)
      upstreams = upstreams.filter((upstream) => upstream.id !== id)
      listed = listed.filter((model) => model.upstreamId !== id)
      await keepListed()
      await rename()
    },
    async test(request) {
      const startedMs = deps.nowMs()
      const ms = () => Math.round(deps.nowMs() - startedMs)
      try {
        const tested = request.id === undefined ? undefined : existing(request.id)
        const row = providerOf(request.provider)
        const { origin } = parseOutboundUrl(request.baseUrl)
        const isAsStored =
          tested !== undefined &&
          request.credential === undefined &&
          tested.baseUrl === request.baseUrl &&
          tested.row === row
        if (isAsStored) return { isOk: true, models: await list(tested), ms: ms() }
        const typed = request.credential === undefined ? undefined : new Secret(request.credential.trim())
        const mayUseStored =
          request.credential === undefined && tested !== undefined && originOf(tested.baseUrl) === origin
        const secret = mayUseStored ? credentialOf(tested) : typed
        const credential = secret?.reveal() || undefined
        if (credential === undefined && row.credential === 'required')
          throw new FailureError({
            kind: 'credential-missing',
            message: tested?.credential.isSet
              ? `The stored key was entered for ${originOf(tested.baseUrl)} and is not sent to ${origin}. Enter a key for it.`
              : `${row.label} needs a key.`,
            isRetryable: false,
            field: 'credential',
          })
        const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(msToList)])
        return { isOk: true, models: await listWithin({ row, baseUrl: request.baseUrl, credential, signal }), ms: ms() }
      } catch (error) {
        return { isOk: false, failure: failureOf(error), ms: ms() }
      }
    },
    models: async (id) => list(existing(id)),
    close: () => stopped.abort(),
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure
  throw error
}

function lastFourOf(lastFour: string | undefined): { lastFour?: string } {
  return lastFour === undefined ? {} : { lastFour }
}

/** `localhost` and `127.0.0.1` are the same server here. */
function sameServer(one: string, other: string): boolean {
  const normal = (url: string) => originOf(url).replace(/\/\/(?:localhost|\[::1\])/, '//127.0.0.1')
  return normal(one) === normal(other)
}

function noSuchEndpoint(name: string): FailureError {
  return new FailureError({
    kind: 'not-found',
    message: `There is no endpoint named ${name}. Choose another one.`,
    isRetryable: false,
  })
}

function wrongTask({ name, tasks }: Endpoint, task: string): FailureError {
  return new FailureError({
    kind: 'bad-request',
    message: `${name} does not take ${task}; it takes ${tasks.join(', ')}. Choose another endpoint.`,
    isRetryable: false,
  })
}

function notReady({ name, state }: Endpoint): FailureError {
  const why =
    state.type === 'downloading'
      ? `is still being downloaded (${Math.floor(state.fraction * 100)} %). Try again when it is there.`
      : `is not ready: ${state.type === 'unavailable' ? state.reason : 'it has to be fetched first.'}`
  return new FailureError({ kind: 'model-not-ready', message: `${name} ${why}`, isRetryable: true })
}
