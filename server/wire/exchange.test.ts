import type { Dispatcher } from 'undici'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { OutboundAgent } from './connector.ts'
import { exchange } from './exchange.ts'

const minute = 60_000

/** An upstream that says what it is told, when it is told. */
function scripted() {
  let asked: Dispatcher.DispatchOptions | undefined
  let handler: Dispatcher.DispatchHandler | undefined
  // Only what `exchange` uses of undici's.
  const controller = { pause: () => undefined, resume: () => undefined, abort: vi.fn<() => void>() }
  const dispatcher = {
    dispatch(options: Dispatcher.DispatchOptions, given: Dispatcher.DispatchHandler) {
      asked = options
      handler = given
      given.onRequestStart?.(controller as unknown as Dispatcher.DispatchController, {})
      return true
    },
  }
  return {
    agent: { dispatcher, connectedAt: () => undefined },
    controller,
    asked: () => asked,
    answer: () => handler?.onResponseStart?.(controller as unknown as Dispatcher.DispatchController, 200, {}, 'OK'),
    say: (text: string) =>
      handler?.onResponseData?.(controller as unknown as Dispatcher.DispatchController, Buffer.from(text)),
    end: () => handler?.onResponseEnd?.(controller as unknown as Dispatcher.DispatchController, {}),
  }
}

describe('an upstream that is silent in the middle', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it.each([1000, 30_000, 9.9 * minute])('for %i ms is not cut before the configured limit', async (ms) => {
    const upstream = scripted()
    let text = ''
    const timeouts = { msToConnect: 1000, msToHeaders: 10 * minute, msIdle: 10 * minute }
    const done = exchange(
      upstream.agent as unknown as OutboundAgent,
      { method: 'POST', url: new URL('http://upstream/v1'), headers: {}, timeouts, label: 'Upstream' },
      { onHead: () => undefined, onBytes: (chunk) => void (text += Buffer.from(chunk).toString()) },
      new AbortController().signal,
      () => performance.now(),
    )
    // The limits are undici's to keep, and it is given ours.
    expect(upstream.asked()).toMatchObject({ headersTimeout: 10 * minute, bodyTimeout: 10 * minute })
    await vi.advanceTimersByTimeAsync(ms)
    upstream.answer()
    upstream.say('one ')
    await vi.advanceTimersByTimeAsync(ms)
    upstream.say('two')
    await vi.advanceTimersByTimeAsync(ms)
    upstream.end()
    await done
    expect(text).toBe('one two')
    expect(upstream.controller.abort).not.toHaveBeenCalled()
  })
})
