import type { Adapter } from '../../providers/adapter.ts'
import type { Forward } from '../../providers/forward.ts'

/** An adapter that knows events only (local models, echo), asked in bytes: its events are framed here. */
export function forwardOf(adapter: Adapter): Forward {
  return adapter.forward ?? framed(adapter)
}

function framed(adapter: Adapter): Forward {
  return async (call, sink, signal) => {
    const { task, model, isStreamed } = call
    // Checked to be an object when its members were read.
    const body = JSON.parse(Buffer.from(call.body).toString()) as Record<string, unknown>
    let isRefusal = false
    await adapter(
      { task, model, body, isStreamed },
      {
        onQueued: () => undefined,
        onSent: (request) => sink.onSent({ ...request, body: Buffer.from(request.body) }),
        onAnswered(status, headers) {
          isRefusal = status >= 300
          sink.onAnswered(status, headers)
        },
        onEvent: (data) => sink.onBytes(Buffer.from(`data: ${data}\n\n`)),
        onBody(text) {
          if (isRefusal) sink.onRefusal(Buffer.from(text))
          else void sink.onBytes(Buffer.from(text))
        },
      },
      signal,
    )
  }
}
