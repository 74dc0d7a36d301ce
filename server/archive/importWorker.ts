import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { parentPort, type MessagePort } from 'node:worker_threads'
import { FailureError } from '../contract/failure.ts'
import type { FromImport, ToImport } from './importMessages.ts'
import type { ImportStep } from './importStep.ts'
import { readSteps } from './readSteps.ts'

/** Characters that go to the server at once: it takes them over while it does everything else. */
const maxCharacters = 256 * 1024

/** The thread that reads and checks files, one after another. */
async function serve(port: MessagePort): Promise<void> {
  const say = (message: FromImport) => port.postMessage(message)
  const hear = async (): Promise<ToImport> => {
    // Only importThread.ts speaks here.
    const [message] = (await once(port, 'message')) as [ToImport]
    return message
  }
  async function* chunks() {
    for (;;) {
      say({ type: 'want' })
      const message = await hear()
      if (message.type !== 'chunk') return
      yield message.bytes
    }
  }
  for (;;) {
    const message = await hear()
    if (message.type !== 'begin') continue
    const context = { name: message.name, now: new Date(message.now), newId: randomUUID }
    let steps: ImportStep[] = []
    let size = 0
    const send = async () => {
      say({ type: 'steps', steps })
      steps = []
      size = 0
      await hear()
    }
    try {
      for await (const step of readSteps(chunks(), context)) {
        steps.push(step)
        size += sizeOf(step)
        if (size > maxCharacters) await send()
      }
      if (steps.length > 0) await send()
      say({ type: 'done' })
    } catch (error) {
      // What came before the damage is whole.
      if (steps.length > 0) await send()
      if (!(error instanceof FailureError)) throw error
      say({ type: 'refused', failure: error.failure })
    }
  }
}

function sizeOf(step: ImportStep): number {
  if (step.type === 'vectors') return step.vectors.frame.byteLength
  if (step.type === 'session') return step.session.document.length
  if (step.type !== 'invocation') return 100
  const { reply, request_body, request, events, body } = step.record
  return 500 + reply.length + request_body.length + events.length + (request?.length ?? 0) + (body?.length ?? 0)
}

if (parentPort !== null) void serve(parentPort)
