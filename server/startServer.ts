import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import type { FastifyInstance } from 'fastify'
import { createAccess } from './access/access.ts'
import { buildApp } from './app.ts'
import { buildPage } from './buildPage.ts'
import type { Config } from './config.ts'
import { startDevelopmentPage } from './developmentPage.ts'
import { createRegistry, type EndpointRegistry } from './endpoints/registry.ts'
import { createEmbed } from './invoke/embeddings.ts'
import { createRuns, type Runs } from './invoke/runs.ts'
import { compatibleProviders } from './providers/compatible.ts'
import { compatibleAdapter } from './providers/compatibleAdapter.ts'
import { listModels } from './providers/listModels.ts'
import { catalogue } from './providers/local/catalogue.ts'
import { createLocalModels } from './providers/local/localModels.ts'
import { Database } from './store/database.ts'
import { createInvocationKeeper } from './store/invocationKeeper.ts'
import { keepEndingShares } from './store/keepEndingShares.ts'
import { removeUnfinished } from './store/importWriter.ts'
import { markInterrupted } from './store/invocations.ts'
import { createRecorder } from './store/recorder.ts'
import { createRecordingPolicy, withPolicy } from './store/recordingPolicy.ts'
import { createSessionKeeper } from './store/sessionKeeper.ts'
import { shownDatabase } from './store/storePlace.ts'
import type { StoreThread } from './store/storeThread.ts'
import { createVault } from './vault/vault.ts'
import { readVaultKey } from './vault/vaultKey.ts'
import { createWire } from './wire/wire.ts'

interface Surroundings {
  store: StoreThread
  root: string
  isDevelopment: boolean
  /** A line for the terminal. */
  say(line: string): void
  newId(): string
}

/** How long invocations under way may go on after a signal: containers are killed after 10 s. */
const msGrace = 5000
/** And how long a client has to read its last events. */
const msToRead = 1000

/** Joins the rooms and listens. Rejects with one sentence for the terminal. */
export async function startServer(config: Config, surroundings: Surroundings): Promise<{ close(): Promise<void> }> {
  const { store, root, isDevelopment, say, newId } = surroundings
  const now = () => new Date()
  const nowMs = () => performance.now()
  const onError = (error: unknown) => say(error instanceof Error ? (error.stack ?? error.message) : String(error))

  // First the lock on the data folder: nothing below may touch a folder that another server uses.
  await store.opened
  const database = new Database(store)
  const vault = createVault(readVaultKey(config.dataFolder, config.vaultKey))
  await markInterrupted(database)
  await removeUnfinished(database)
  const access = await createAccess({ database, now, newId })
  const recordingPolicy = await createRecordingPolicy(database)
  const recorder = withPolicy(createRecorder(database), recordingPolicy)
  const keeper = createInvocationKeeper({ database, policy: recordingPolicy, now, onError })
  const wire = createWire({ policy: { allowPrivate: true }, timeouts: config.timeouts, nowMs })

  // Each needs the other: an endpoint that is removed ends its panes, and a pane asks for its endpoint.
  let runs: Runs | undefined
  let registry: EndpointRegistry | undefined
  let port = config.port

  const local = createLocalModels({
    folder: path.join(config.dataFolder, 'models'),
    openDownload: wire.openDownload,
    log: say,
    now: () => Date.now(),
    onChange: () => void registry?.refresh(),
    rows: config.isOffline ? catalogue.map((row) => ({ ...row, isFetchedAtStart: false })) : catalogue,
  })
  registry = await createRegistry({
    database,
    vault,
    local,
    configured: config.upstreams,
    defined: config.endpoints,
    providers: compatibleProviders,
    connect: (upstream) => compatibleAdapter({ ...upstream, wire }),
    listModels: (request) => listModels({ ...request, wire }),
    ownPort: () => port,
    now,
    nowMs,
    newId,
    onRemoved: (name, failure) => runs?.endEndpoint(name, failure),
  })
  runs = createRuns({ resolve: registry.resolve, recorder, clock: { nowMs, now } })

  const embed = createEmbed({ resolve: registry.resolve, recorder, clock: { nowMs, now } })

  const pageFolder = isDevelopment ? undefined : await buildPage(root, say)
  const development = isDevelopment ? startDevelopmentPage(root) : undefined
  const app = await buildApp({
    access,
    // config.ts binds to nothing else yet; what opens it to others must not have to think of this.
    isCredentialRequired: config.host !== '127.0.0.1' && config.host !== '::1',
    database,
    recorder,
    recordingPolicy,
    keeper,
    registry,
    runs,
    embed,
    now,
    newId,
    onError,
    models: local,
    gate: { port: () => port, ...(development === undefined ? {} : { otherOrigins: development.origins }) },
    ...(pageFolder === undefined ? {} : { pageFolder }),
    version: versionOf(root),
    dataFolder: config.dataFolder,
  })
  await listen(app, config)
  port = (app.server.address() as AddressInfo).port
  await local.start()
  say(`AI Playground: http://localhost:${port} · ${summary(registry, config)}`)
  if (development !== undefined) say(`Development page: ${development.url}`)
  for (const notice of config.notices) say(notice)
  void registry.discover()
  const sessionKeeper = createSessionKeeper({ database, now, onError })

  const stopEndingShares = keepEndingShares(database, { now, onError })

  const [ownedRuns, ownedRegistry] = [runs, registry]
  return {
    async close() {
      development?.stop()
      stopEndingShares()
      ownedRegistry.close()
      const closed = app.close()
      await ownedRuns.close(msGrace)
      // The last events are on their way; a client that does not read them must not hold the process.
      const timer = setTimeout(() => app.server.closeAllConnections(), msToRead)
      await closed
      clearTimeout(timer)
      await Promise.all([local.close(), wire.close()])
      await recorder.close()
      await keeper.close()
      await sessionKeeper.close()
      await access.close()
      await database.destroy()
    },
  }
}

async function listen(app: FastifyInstance, { port, host }: Config): Promise<void> {
  try {
    await app.listen({ port, host })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EADDRINUSE')
      throw new Error(`Port ${port} is in use. Stop what uses it, or choose another with PORT=3001 npm start.`, {
        cause: error,
      })
    if (code === 'EACCES')
      throw new Error(`Port ${port} may not be used by this user. Choose one above 1023 with PORT.`, { cause: error })
    throw error
  }
}

function summary(registry: EndpointRegistry, { dataFolder, store }: Config): string {
  const { endpoints } = registry.answer()
  const ready = endpoints.filter((endpoint) => endpoint.state.type === 'ready').map((endpoint) => endpoint.name)
  const shown = ready.length > 8 ? `${ready.slice(0, 8).join(', ')} and ${ready.length - 8} more` : ready.join(', ')
  const elsewhere = store.dialect === 'postgres' ? ` · sessions in ${shownDatabase(store.url)}` : ''
  return `${ready.length} endpoints ready: ${shown} · data in ${dataFolder}${elsewhere}`
}

function versionOf(root: string): string {
  // The package's own file, of known shape.
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string }
  return version
}
