import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { request } from 'undici'
import type { EndpointsAnswer, Upstream } from '../../server/contract/endpoint.ts'
import type { Status } from '../../server/contract/status.ts'
import { freePort, root, startChild, type Child } from './child.ts'

/** The real server as a newcomer runs it, with a data folder and a port of its own. */
export interface Playground extends Child {
  url: string
  port: number
  dataFolder: string
}

export interface PlaygroundOptions {
  dataFolder?: string
  port?: number
  env?: Record<string, string>
  cores?: string
  /** Fetch local models as a user's server would. */
  isOnline?: boolean
}

/** In every credential a test hands in: it may turn up nowhere but at its own upstream. */
export const canary = 'sk-cnry-7f3a9d51e2b84c60-never-to-be-seen'

export async function startPlayground(options: PlaygroundOptions = {}): Promise<Playground> {
  const dataFolder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'playground-'))
  const port = options.port ?? (await freePort())
  const child = await startChild(join(root, 'server/start.js'), [], {
    // As `npm start` does.
    nodeArgs: ['--max-semi-space-size=4'],
    env: {
      AI_PLAYGROUND_DATA: dataFolder,
      PORT: String(port),
      ...(options.isOnline ? {} : { AI_PLAYGROUND_OFFLINE: '1' }),
      ...options.env,
    },
    // Where a playground.yaml of the test's own may lie, and no other.
    cwd: dataFolder,
    ready: /AI Playground: http:\/\/(localhost|127\.0\.0\.1):\d+/,
    ...(options.cores === undefined ? {} : { cores: options.cores }),
  })
  return { ...child, url: `http://localhost:${port}`, port, dataFolder }
}

/** Adds the simulator as a custom upstream; each model becomes an endpoint of the same name. */
export async function addUpstream(
  playground: Playground,
  upstream: {
    url: string
    models: string[]
    name?: string
    names?: string[]
    credential?: string
    tasks?: string[]
  },
): Promise<Upstream> {
  const answer = await request(`${playground.url}/api/upstreams`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      provider: 'custom',
      name: upstream.name ?? 'Simulator',
      baseUrl: `${upstream.url}/v1`,
      credential: upstream.credential ?? canary,
      servesAllModels: false,
      endpoints: upstream.models.map((model, index) => ({
        name: upstream.names?.[index] ?? model,
        model,
        tasks: upstream.tasks ?? ['llm/v1/chat', 'llm/v1/completions'],
      })),
    }),
  })
  const text = await answer.body.text()
  if (answer.statusCode >= 300) throw new Error(`POST /api/upstreams: ${answer.statusCode} ${text}`)
  const added: Upstream = JSON.parse(text)
  return added
}

/** Invocations of which something is not on the disk yet. */
export async function unwritten(playground: Playground): Promise<number> {
  const answer = await request(`${playground.url}/api/status`)
  const status: Status = JSON.parse(await answer.body.text())
  return status.unwritten
}

export async function listEndpoints(playground: Playground): Promise<EndpointsAnswer> {
  const answer = await request(`${playground.url}/api/endpoints`)
  const found: EndpointsAnswer = JSON.parse(await answer.body.text())
  return found
}
