import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { flushCompileCache } from 'node:module'
import { parentPort, type MessagePort } from 'node:worker_threads'
import { FailureError } from '../contract/failure.ts'
import type { FromImport, ToImport } from './importMessages.ts'
import { sizeOf } from '../store/importedInvocation.ts'
import type { ImportStep } from './importStep.ts'
import { readSteps } from './readSteps.ts'

/** Characters that go to the server at once: it takes them over while it does everything else. */
const maxCharacters = 256 * 1024

/** The thread that reads and checks files, one after another. */
async function serve(port: MessagePort): Promise<void> {
  const say = (message: FromImport, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer)
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
      say({ type: 'steps', steps }, buffersOf(steps))
      steps = []
      size = 0
      await hear()
    }
    try {
      for await (const step of readSteps(chunks(), context)) {
        steps.push(step)
        size += lengthOf(step)
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

function lengthOf(step: ImportStep): number {
  if (step.type === 'vectors') return step.vectors.frame.byteLength
  if (step.type === 'version') return step.version.document.byteLength
  if (step.type === 'session') return step.session.document.length
  return step.type === 'invocation' ? sizeOf(step.record) : 100
}

/** Handed over, not copied. */
function buffersOf(steps: ImportStep[]): ArrayBuffer[] {
  const values = steps.flatMap((step) => (step.type === 'invocation' ? Object.values(step.record) : []))
  return values.flatMap((value) => (value instanceof Uint8Array ? value.buffer : []))
}

if (parentPort !== null) void serve(parentPort)

// A thread that is terminated at the end writes none, and the next one would need the TypeScript compiler again.
setTimeout(flushCompileCache, 1000).unref()
