import type { LookupFunction } from 'node:net'
import request from 'undici/lib/api/api-request.js'
import { FailureError } from '../contract/failure.ts'
import type { AddressPolicy } from './addressPolicy.ts'
import { createAgent } from './connector.ts'
import { parseOutboundUrl } from './outboundUrl.ts'
import { wireFailure } from './wireFailure.ts'

interface Download {
  status: number
  headers: Record<string, string>
  body: AsyncIterable<Uint8Array>
}

/** Opens a public file from `offset` on (206 where the server can, 200 from the start where it cannot). */
export type OpenDownload = (url: string, options: { offset: number; signal: AbortSignal }) => Promise<Download>

/** Hugging Face answers with two hops (its CDN); more than five is a loop. */
const maxRedirects = 5
/** A source that cannot be reached is given up within seconds, and the next one is tried. */
const msToFirstByte = 5000
/** A source that stalls in the middle is given up too: the download resumes from the next. */
const msIdle = 30_000

interface DownloaderOptions {
  policy: AddressPolicy
  nowMs: () => number
  lookup?: LookupFunction | undefined
  ca?: string | undefined
}

/** Public model files. No credential ever goes along, which is why redirects may be followed here, and only here. */
export function createDownloader(options: DownloaderOptions): { openDownload: OpenDownload; close(): Promise<void> } {
  const agent = createAgent({ ...options, msToConnect: msToFirstByte })

  async function openDownload(
    address: string,
    { offset, signal }: { offset: number; signal: AbortSignal },
  ): Promise<Download> {
    let url = parseOutboundUrl(address, 'url')
    for (let hop = 0; hop <= maxRedirects; hop++) {
      const answer = await open(url, offset, signal)
      const location = answer.headers.location
      if (answer.status < 300 || answer.status >= 400 || location === undefined) return answer
      await answer.discard()
      const next = parseOutboundUrl(URL.parse(location, url)?.href ?? location, 'url')
      // A hop may not take encryption away; http stays possible for a mirror in one's own network.
      if (url.protocol === 'https:' && next.protocol !== 'https:') throw unfollowed(url, 'an unencrypted address')
      url = next
    }
    throw unfollowed(url, 'yet another address after five')
  }

  async function open(url: URL, offset: number, signal: AbortSignal) {
    const timeouts = { msToConnect: msToFirstByte, msToHeaders: msToFirstByte, msIdle }
    const failureOf = (error: unknown, hasHead: boolean) =>
      signal.aborted || !(error instanceof Error)
        ? (signal.reason ?? error)
        : wireFailure(error, { label: url.host, url, timeouts, hasHead })
    try {
      const answer = await request.call(agent.dispatcher, {
        origin: url.origin,
        path: url.pathname + url.search,
        method: 'GET',
        headers: {
          'accept-encoding': 'identity',
          'user-agent': 'ai-playground',
          ...(offset > 0 ? { range: `bytes=${offset}-` } : {}),
        },
        signal,
        headersTimeout: msToFirstByte,
        bodyTimeout: msIdle,
      })
      const headers: Record<string, string> = {}
      for (const [name, value] of Object.entries(answer.headers))
        if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value
      async function* body(): AsyncGenerator<Uint8Array> {
        try {
          for await (const chunk of answer.body) yield chunk
        } catch (error) {
          throw failureOf(error, true)
        }
      }
      return { status: answer.statusCode, headers, body: body(), discard: () => answer.body.dump({ limit: 65_536 }) }
    } catch (error) {
      throw failureOf(error, false)
    }
  }

  return { openDownload, close: () => agent.dispatcher.destroy() }
}

function unfollowed(url: URL, where: string): FailureError {
  return new FailureError({
    kind: 'redirected',
    message: `${url.host} redirects to ${where}, which is not followed.`,
    isRetryable: false,
  })
}
