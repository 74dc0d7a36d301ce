import type {
  EndpointsAnswer,
  Upstream,
  UpstreamDraft,
  UpstreamModel,
  UpstreamTest,
  UpstreamTestRequest,
} from '../contract/endpoint.ts'
import { FailureError, type Failure } from '../contract/failure.ts'
import type { ResolveTarget } from '../invoke/target.ts'
import type { ProviderRow } from '../providers/providerRow.ts'
import type { Database } from '../store/database.ts'
import { saved } from '../store/saved.ts'
import { deleteUpstream, listUpstreams, saveUpstream, type StoredUpstream } from '../store/upstreams.ts'
import { Secret } from '../vault/secret.ts'
import type { Vault } from '../vault/vault.ts'
import { parseOutboundUrl } from '../wire/outboundUrl.ts'
import { checkNames, originOf, storedFromDraft } from './addedUpstreams.ts'
import type { ConfiguredUpstream } from './configuredUpstream.ts'
import { createEndpointAdmin, type EndpointAdmin } from './endpointAdmin.ts'
import type { EndpointDefinition } from './endpointDefinition.ts'
import { createEndpointList } from './endpointList.ts'
import { endpointState, shownUpstream, type LiveUpstream } from './liveUpstream.ts'
import { createLiveUpstreams, foundId, loopback, type Connect } from './liveUpstreams.ts'
import { createResolver, type LocalEndpoints } from './resolveTarget.ts'
import { credentialOf } from './servedOf.ts'
import { createServingEndpoints } from './servingEndpoints.ts'
import { clientIdOf, withClient } from './withClient.ts'
import { listWithin, msToList, msToProbe, type ListModels } from './upstreamListing.ts'

/**
 * Every endpoint there is: this machine's, those of playground.yaml, of the environment, added on the page, found on
 * loopback ports. Invocations ask here by name and get what is needed to send; nothing else knows a base URL or opens a
 * credential.
 */
export interface EndpointRegistry {
  resolve: ResolveTarget
  answer(): EndpointsAnswer
  /** Another number whenever `answer` may have changed. */
  revision(): number
  /** Asks upstreams for their models and looks at the loopback ports. Never rejects. */
  discover(): Promise<void>
  /** The local models changed. */
  refresh(): Promise<void>
  add(draft: UpstreamDraft): Promise<Upstream>
  edit(id: string, draft: UpstreamDraft): Promise<Upstream>
  remove(id: string): Promise<void>
  test(request: UpstreamTestRequest): Promise<UpstreamTest>
  models(id: string): Promise<UpstreamModel[]>
  /** What the serving-endpoints API reads and changes. */
  admin: EndpointAdmin
  close(): void
}

export interface RegistryDeps {
  database: Database
  vault: Vault
  local: LocalEndpoints
  configured: ConfiguredUpstream[]
  /** Of playground.yaml. */
  defined: EndpointDefinition[]
  providers: ProviderRow[]
  connect: Connect
  listModels: ListModels
  /** So that we do not find ourselves. */
  ownPort(): number
  now(): Date
  nowMs(): number
  newId(): string
  onRemoved(endpointName: string, failure: Failure): void
}

export async function createRegistry(deps: RegistryDeps): Promise<EndpointRegistry> {
  const { database, vault, local, providers } = deps
  const stopped = new AbortController()
  const stored = new Map((await listUpstreams(database)).map((row) => [row.id, row]))
  const make = createLiveUpstreams({ providers, vault, connect: deps.connect })
  let upstreams = [...deps.configured.map(make.fromConfig), ...[...stored.values()].map(make.fromStore)]
  const found = providers.filter((row) => row.ports.length > 0).map(foundId)
  const list = await createEndpointList(database, new Set([...upstreams.map((upstream) => upstream.id), ...found]))
  const serving = await createServingEndpoints({
    database,
    vault,
    providers,
    make,
    defined: deps.defined,
    nowMs: deps.nowMs,
  })
  let revision = 0
  await rename()

  /** Gives the names that are no more. */
  async function rename(): Promise<string[]> {
    revision++
    const own = local.endpoints().map((endpoint) => endpoint.name)
    const gone = serving.rename(own)
    const defined = serving.all().map((endpoint) => endpoint.name)
    return [...gone, ...(await list.rename(upstreams, [...own, ...defined]))]
  }

  const endpoints = () => [...local.endpoints(), ...serving.all(), ...list.all()]

  async function refresh(upstream: LiveUpstream, ms = msToList): Promise<UpstreamModel[]> {
    const checkedAt = deps.now().toISOString()
    try {
      const { row, baseUrl } = upstream
      const credential = credentialOf(upstream)?.reveal()
      const models = await listWithin(deps.listModels, { row, baseUrl, credential, ms, signal: stopped.signal })
      upstream.state = { type: 'reachable', models: models.length, checkedAt }
      // An edit during the request replaced it: its list is not this one.
      if (upstreams.includes(upstream) && upstream.servesAllModels) list.remember(upstream.id, models)
      return models
    } catch (error) {
      if (error instanceof FailureError) upstream.state = { type: 'failed', message: error.failure.message, checkedAt }
      throw error
    } finally {
      // A name that left an upstream's list ends no stream: lists flicker, and the stream itself says when it fails.
      await rename()
    }
  }

  async function probe(row: ProviderRow, port: number): Promise<void> {
    const known = upstreams.find((upstream) => upstream.id === foundId(row))
    const isTaken = upstreams.some((other) => other !== known && isSameServer(other.baseUrl, loopback(port)))
    if (port === deps.ownPort() || isTaken) return
    if (known !== undefined) {
      await refresh(known, msToProbe)
      return
    }
    const upstream = make.fromPort(row, port)
    const request = { row, baseUrl: upstream.baseUrl, credential: undefined, ms: msToProbe, signal: stopped.signal }
    // Rejects where nobody is there, or somebody else: what was never found is not listed.
    const models = await listWithin(deps.listModels, request)
    upstream.state = { type: 'reachable', models: models.length, checkedAt: deps.now().toISOString() }
    if (upstreams.some((other) => other.id === upstream.id)) return
    upstreams.push(upstream)
    list.remember(upstream.id, models)
    await rename()
  }

  async function store(draft: UpstreamDraft, id: string, before: StoredUpstream | undefined): Promise<Upstream> {
    checkClient(make.providerOf(draft.provider), draft.clientId)
    const others = upstreams.filter((other) => other.id !== id)
    const owners = new Map(local.endpoints().map((endpoint) => [endpoint.name, 'This machine']))
    for (const { name, source } of serving.all()) owners.set(name, source === 'created' ? 'The API' : source)
    for (const other of others) for (const choice of other.chosen) owners.set(choice.name, other.name)
    const otherNames = others.map((other) => other.name)
    checkNames(draft, otherNames, owners)
    const createdAt = before?.createdAt ?? deps.now().toISOString()
    const row = storedFromDraft(draft, { id, createdAt, vault, before })
    await saved(saveUpstream(database, row))
    stored.set(id, row)
    const upstream = make.fromStore(row)
    const index = upstreams.findIndex((other) => other.id === id)
    if (index < 0) upstreams.push(upstream)
    else upstreams[index] = upstream
    // Another address lists other models.
    if (before !== undefined && before.baseUrl !== row.baseUrl) list.forget(id)
    endPanes(await rename())
    void refresh(upstream).catch(() => undefined)
    return shownUpstream(upstream)
  }

  function endPanes(names: string[]): void {
    for (const name of names)
      deps.onRemoved(name, {
        kind: 'endpoint-removed',
        message: `The endpoint ${name} was removed while it answered. Choose another one.`,
        isRetryable: false,
      })
  }

  function existing(id: string): LiveUpstream {
    const upstream = upstreams.find((other) => other.id === id)
    if (upstream === undefined) throw refusal('not-found', 'There is no such upstream.')
    return upstream
  }

  function editable(id: string): StoredUpstream {
    const { name, source, sourceDetail } = existing(id)
    const row = stored.get(id)
    if (row !== undefined) return row
    const where = source === 'found' ? sourceDetail : `${source} (${sourceDetail})`
    throw refusal('conflict', `${name} comes from ${where}. Change it there.`)
  }

  async function test(request: UpstreamTestRequest): Promise<UpstreamModel[]> {
    const entity = request.id === undefined ? undefined : serving.upstream(request.id)
    if (entity !== undefined) return refresh(entity)
    const tested = request.id === undefined ? undefined : existing(request.id)
    const provider = make.providerOf(request.provider)
    checkClient(provider, request.clientId)
    const row = withClient(provider, request.clientId)
    const { origin } = parseOutboundUrl(request.baseUrl)
    const isOwnClient = tested !== undefined && clientIdOf(tested.row) === clientIdOf(row)
    const isOwnRow = isOwnClient && tested.row.id === row.id
    if (request.credential === undefined && isOwnRow && tested.baseUrl === request.baseUrl) return refresh(tested)
    const isOwnOrigin = isOwnClient && originOf(tested.baseUrl) === origin
    const typed = request.credential?.trim()
    const secret = typed === undefined ? (isOwnOrigin ? credentialOf(tested) : undefined) : new Secret(typed)
    const credential = secret?.reveal() || undefined
    if (credential === undefined && row.credential === 'required')
      throw refusal(
        'credential-missing',
        tested?.credential.isSet && typed === undefined
          ? isOwnClient
            ? `The stored key was entered for ${originOf(tested.baseUrl)} and is not sent to ${origin}. Enter a key for it.`
            : `The stored secret belongs to another client. Enter the one of ${request.clientId ?? 'this one'}.`
          : `${row.label} needs a key. Enter it.`,
        'credential',
      )
    const { baseUrl } = request
    return listWithin(deps.listModels, { row, baseUrl, credential, ms: msToList, signal: stopped.signal })
  }

  return {
    resolve: createResolver(local, serving, list),
    answer: () => ({
      endpoints: endpoints(),
      upstreams: upstreams.map(shownUpstream),
      providers: providers.map(({ id, label, baseUrl, credential, keyPage, takesClient }) => ({
        id,
        label,
        baseUrl,
        credential,
        ...(keyPage === undefined ? {} : { keyPage }),
        ...(takesClient === undefined ? {} : { takesClient }),
      })),
    }),
    revision: () => revision,
    async discover() {
      const asked = upstreams.filter(
        (upstream) =>
          upstream.source !== 'found' && upstream.servesAllModels && endpointState(upstream).type === 'ready',
      )
      const lists = asked.map((upstream) => refresh(upstream))
      const probes = providers.flatMap((row) => row.ports.map((port) => probe(row, port)))
      await Promise.allSettled([...lists, ...probes])
    },
    async refresh() {
      await rename()
    },
    add: (draft) => store(draft, deps.newId(), undefined),
    edit: async (id, draft) => store(draft, id, editable(id)),
    async remove(id) {
      editable(id)
      await saved(deleteUpstream(database, id))
      stored.delete(id)
      upstreams = upstreams.filter((upstream) => upstream.id !== id)
      list.forget(id)
      endPanes(await rename())
    },
    async test(request) {
      const startedMs = deps.nowMs()
      const ms = () => Math.round(deps.nowMs() - startedMs)
      try {
        return { isOk: true, models: await test(request), ms: ms() }
      } catch (error) {
        if (error instanceof FailureError) return { isOk: false, failure: error.failure, ms: ms() }
        throw error
      }
    },
    models: async (id) => refresh(existing(id)),
    admin: createEndpointAdmin({
      serving,
      vault,
      providers,
      endpoints,
      addedAt: (id) => stored.get(id)?.createdAt,
      onChange: async () => endPanes(await rename()),
      now: deps.now,
      newId: deps.newId,
    }),
    close: () => stopped.abort(),
  }
}

function checkClient({ label, takesClient }: ProviderRow, clientId: string | undefined): void {
  if (clientId && takesClient !== true) throw refusal('bad-request', `${label} knows no client ids.`, 'clientId')
}

/** `localhost` and `127.0.0.1` are the same server here. */
function isSameServer(one: string, other: string): boolean {
  const normal = (url: string) => originOf(url).replace(/\/\/(?:localhost|\[::1\])/, '//127.0.0.1')
  return normal(one) === normal(other)
}

function refusal(
  kind: 'bad-request' | 'not-found' | 'conflict' | 'credential-missing',
  message: string,
  field?: string,
): FailureError {
  return new FailureError({ kind, message, isRetryable: false, ...(field === undefined ? {} : { field }) })
}
