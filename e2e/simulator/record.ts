import type { IncomingMessage, ServerResponse } from 'node:http'

/** What the simulator saw, for tests to assert on. Times are microseconds of the monotonic clock. */
export interface SeenRequest {
  id: number
  method: string
  url: string
  headers: Record<string, string>
  /** Up to 1 MB of it; `bodyByteLength` is the whole. */
  body: string
  bodyByteLength: number
  atUs: number
}

export interface SeenConnection {
  id: number
  url: string
  model: string
  state: 'open' | 'finished' | 'closed-by-client' | 'closed-by-simulator'
  tokensSent: number
  openedAtUs: number
  closedAtUs?: number
}

const maxKept = 5000
const maxBodyKept = 1024 * 1024

export class Recorder {
  requests: SeenRequest[] = []
  connections: SeenConnection[] = []
  isOn = true
  private nextId = 1

  begin(request: IncomingMessage, response: ServerResponse, body: Buffer, model: string): SeenConnection {
    const id = this.nextId++
    const connection: SeenConnection = {
      id,
      url: request.url ?? '',
      model,
      state: 'open',
      tokensSent: 0,
      openedAtUs: nowUs(),
    }
    if (!this.isOn) return connection
    this.requests.push({
      id,
      method: request.method ?? '',
      url: request.url ?? '',
      headers: Object.fromEntries(Object.entries(request.headers).map(([key, value]) => [key, String(value)])),
      body: body.subarray(0, maxBodyKept).toString(),
      bodyByteLength: body.length,
      atUs: nowUs(),
    })
    this.connections.push(connection)
    if (this.requests.length > maxKept) this.requests.shift()
    if (this.connections.length > maxKept) this.connections.shift()
    response.once('close', () => {
      connection.closedAtUs = nowUs()
      if (connection.state === 'open') connection.state = response.writableFinished ? 'finished' : 'closed-by-client'
    })
    return connection
  }

  get open(): number {
    return this.connections.filter((connection) => connection.closedAtUs === undefined).length
  }

  reset(): void {
    this.requests = []
    this.connections = this.connections.filter((connection) => connection.closedAtUs === undefined)
  }
}

export function nowUs(): number {
  return Number(process.hrtime.bigint() / 1000n)
}
