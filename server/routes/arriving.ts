import type { Duplex, Readable } from 'node:stream'
import { FailureError } from '../contract/failure.ts'

/** A client that sends nothing for so long has gone, or never meant to. */
const msSilent = 60_000

/**
 * A body as it comes, for as long as it comes: a gigabyte takes longer than the two minutes that any other request has
 * (`patient`). Throws a FailureError where it stops, or its client leaves.
 */
export async function* arriving(body: Readable, socket: Duplex | undefined): AsyncGenerator<Uint8Array> {
  if (socket !== undefined) patient.add(socket)
  let timer: NodeJS.Timeout | undefined
  const wait = () => {
    timer = setTimeout(() => body.destroy(new Error('silent')), msSilent)
    timer.unref()
  }
  try {
    wait()
    // Not destroyed with the loop: the answer goes the same way.
    for await (const chunk of body.iterator({ destroyOnReturn: false })) {
      clearTimeout(timer)
      // Of a stream without an encoding.
      yield chunk as Uint8Array
      wait()
    }
  } catch {
    throw new FailureError({
      kind: 'bad-request',
      message: 'The file did not arrive whole: its sending was stopped.',
      isRetryable: true,
    })
  } finally {
    clearTimeout(timer)
    if (socket !== undefined) patient.delete(socket)
  }
}

/** Connections whose request may take as long as it likes (`clientErrorHandler` of the app). */
export const patient = new WeakSet<Duplex>()
