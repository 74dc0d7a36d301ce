import type { ServerResponse } from 'node:http'
import type { Answered } from './chunk.ts'
import type { RequestBody } from './expectedText.ts'
import { waitOpen, type Gate } from './pace.ts'
import type { SeenConnection } from './record.ts'
import type { Script } from './script.ts'

/** One request being answered, and all that its answer needs. */
export interface Answering {
  answered: Answered
  script: Script
  body: RequestBody & { stream_options?: { include_usage?: boolean } }
  response: ServerResponse
  connection: SeenConnection
  gate: Gate
  secret: string
}

/** A reset throws away what the reader has not read yet, so it gets time to read first. */
export async function reset(answering: Answering): Promise<void> {
  await waitOpen(answering.response, 100)
  answering.connection.state = 'closed-by-simulator'
  answering.response.socket?.resetAndDestroy()
}
