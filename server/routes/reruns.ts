import type { FastifyInstance } from 'fastify'
import type { EndpointRegistry } from '../endpoints/registry.ts'
import { FailureError } from '../contract/failure.ts'
import { msHeartbeat } from '../contract/limits.ts'
import { rerunSchema, type KeptRequest, type KeptRequests, type Rerun } from '../contract/rerunDocument.ts'
import type { AskedInvocation } from '../invoke/run.ts'
import type { Runs } from '../invoke/runs.ts'
import { invocationIdsOf } from '../store/copyDocument.ts'
import type { Database } from '../store/database.ts'
import { readRequestBodies } from '../store/invocations.ts'
import type { Recorder } from '../store/recorder.ts'
import { queryRun } from './queryRun.ts'
import { sessionNamed } from './sessionFiles.ts'
import { streamAnswer } from './streamAnswer.ts'

interface Deps {
  runs: Runs
  registry: Pick<EndpointRegistry, 'answer'>
  database: Database
  recorder: Pick<Recorder, 'unsaved'>
  msHeartbeat?: number
}

/** Kept requests sent again. They are read here: a page would have to fetch every one, images and all, to post it back. */
export function rerunRoutes(app: FastifyInstance, { runs, registry, database, recorder, ...deps }: Deps): void {
  app.get<{ Params: { id: string } }>('/api/sessions/:id/requests', async ({ params }): Promise<KeptRequests> => {
    const { document } = await sessionNamed(database, params.id)
    const bodies = await bodiesOf(invocationIdsOf(document))
    return { requests: Object.fromEntries([...bodies].map(([id, body]) => [id, keptRequest(body)])) }
  })

  app.post('/api/reruns', async (request, reply) => {
    const rerun = rerunSchema.parse(request.body)
    const { id, sessionId, atOnce } = rerun
    runs.start({
      id,
      ...(sessionId === undefined ? {} : { sessionId }),
      ...(atOnce === undefined ? {} : { atOnce }),
      invocations: await asked(rerun),
    })
    streamAnswer(request, reply, {
      msHeartbeat: deps.msHeartbeat ?? msHeartbeat,
      follow: (reader) => runs.follow(id, 0, reader),
    })
  })

  async function asked({ id: runId, asWritten, invocations }: Rerun): Promise<AskedInvocation[]> {
    const bodies = await bodiesOf([...new Set(invocations.map(({ of }) => of))])
    return invocations.flatMap(({ id, endpoint, of }) => {
      const body = bodies.get(of)
      if (body === undefined || !isRecorded(body)) throw notRecorded()
      if (!asWritten) return { id, endpoint, body: objectOf(body) }
      return queryRun({ id: runId, text: body, invocations: [{ id, endpoint }] }, registry.answer().endpoints)
        .invocations
    })
  }

  /** What the callers wrote; those that are still being written are in memory. */
  async function bodiesOf(ids: string[]): Promise<Map<string, string>> {
    const bodies = new Map<string, string>()
    for (const id of ids) {
      const invocation = recorder.unsaved(id)
      if (invocation !== undefined) bodies.set(id, invocation.requestBody)
    }
    const stored = await readRequestBodies(
      database,
      ids.filter((id) => !bodies.has(id)),
    )
    return new Map([...bodies, ...stored])
  }
}

/** Enough to tell requests apart. */
const maxPromptCharacters = 500

function keptRequest(text: string): KeptRequest {
  const body = objectOf(text)
  const { temperature, seed } = body
  return {
    isRecorded: isRecorded(text),
    prompt: (promptOf(body) ?? (isRecorded(text) ? text : '')).slice(0, maxPromptCharacters),
    ...(typeof temperature === 'number' ? { temperature } : {}),
    ...(typeof seed === 'number' ? { seed } : {}),
  }
}

/** The last thing a person said in it. */
function promptOf({ messages, prompt, input }: Record<string, unknown>): string | undefined {
  if (Array.isArray(messages)) {
    const content: unknown = Object(messages.findLast((one) => Object(one).role === 'user')).content
    if (typeof content === 'string') return content
    if (Array.isArray(content)) return textsOf(content.map((part) => Object(part).text))
  }
  if (typeof prompt === 'string') return prompt
  if (typeof input === 'string') return input
  return Array.isArray(input) ? textsOf(input) : undefined
}

function textsOf(values: unknown[]): string | undefined {
  const texts = values.filter((value) => typeof value === 'string')
  return texts.length === 0 ? undefined : texts.join('\n')
}

/** What was not to be recorded, or had to be given up, is an empty object. */
function isRecorded(body: string): boolean {
  return body.trim() !== '' && body !== '{}'
}

function objectOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    // An object has string keys and values of any kind.
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {}
  } catch {
    return {}
  }
}

function notRecorded(): FailureError {
  const message = 'The request of one of these answers is not recorded, so it cannot be sent again. Nothing was sent.'
  return new FailureError({ kind: 'not-found', message, isRetryable: false })
}
