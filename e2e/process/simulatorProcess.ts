import { join } from 'node:path'
import { request } from 'undici'
import type { SeenConnection, SeenRequest } from '../simulator/record.ts'
import { root, startChild, type Child } from './child.ts'

interface Connections {
  open: number
  held: number
  nowUs: number
  /** Wall clock of the same moment, for what only knows that. */
  wallMs: number
  connections: SeenConnection[]
}

/** The simulator as a process of its own, and its control paths. */
export interface SimulatorProcess extends Child {
  url: string
  connections(): Promise<Connections>
  requests(): Promise<SeenRequest[]>
  control(action: 'release' | 'reset' | 'record', body?: string): Promise<void>
}

export async function startSimulatorProcess(cores?: string): Promise<SimulatorProcess> {
  const child = await startChild(join(root, 'e2e/simulator/main.ts'), ['--port', '0', '--quiet'], {
    ready: /listens on \S+/,
    ...(cores === undefined ? {} : { cores }),
  })
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(child.log())?.[0] ?? ''
  return {
    ...child,
    url,
    async connections() {
      const answer: Connections = await get(`${url}/control/connections`)
      return answer
    },
    async requests() {
      const answer: { requests: SeenRequest[] } = await get(`${url}/control/requests`)
      return answer.requests
    },
    async control(action, body) {
      const answer = await request(`${url}/control/${action}`, { method: 'POST', body: body ?? '' })
      await answer.body.dump()
    },
  }
}

async function get<T>(url: string): Promise<T> {
  const answer = await request(url)
  const value: T = JSON.parse(await answer.body.text())
  return value
}
