import { lookup as dnsLookup, type LookupAddress } from 'node:dns'
import { isIP, type LookupFunction, type Socket } from 'node:net'
import type { Agent as UndiciAgent, buildConnector as UndiciConnector } from 'undici'
// Not undici's index: it also loads fetch, WebSocket, caches and mocks, 10 MB of memory that nothing here uses.
import buildConnector from 'undici/lib/core/connect.js'
import Agent from 'undici/lib/dispatcher/agent.js'
import { FailureError } from '../contract/failure.ts'
import { addressRefusal, isMetadataName, type AddressPolicy } from './addressPolicy.ts'

export interface ConnectorOptions {
  policy: AddressPolicy
  msToConnect: number
  nowMs: () => number
  /** Certificates trusted beside the system's: tests, company proxies. */
  ca?: string | undefined
  lookup?: LookupFunction | undefined
}

/** undici's agent, and what it does not tell: since when the socket an error came from had been open. */
export interface OutboundAgent {
  dispatcher: UndiciAgent
  /** `nowMs` of the moment its socket was connected; undefined where the error is not a socket's. */
  connectedAt: (error: Error) => number | undefined
}

/**
 * One pool of connections under one address policy. Addresses are checked on the socket's own lookup and again on the
 * peer it reached: between a check of the name and the connection a name can change its answer.
 *
 * HTTP/1.1 only: one connection is one stream, so stopping a pane closes exactly its own connection, and a GOAWAY or a
 * full flow-control window of one pane cannot touch another's.
 */
export function createAgent(options: ConnectorOptions): OutboundAgent {
  const connectedAtOf = new WeakMap<Error, number>()
  const connect = buildConnector({
    timeout: options.msToConnect,
    allowH2: false,
    lookup: guardedLookup(options),
    ...(options.ca === undefined ? {} : { ca: options.ca }),
  })
  const connectGuarded: UndiciConnector.connector = (target, callback) => {
    const refusal = isIP(target.hostname) === 0 ? undefined : addressRefusal(target.hostname, options.policy)
    if (refusal !== undefined) return queueMicrotask(() => callback(refused(refusal), null))
    return connect(target, (...result) => {
      const [error, socket] = result
      if (error !== null) return callback(error, null)
      const reached = refusalOf(socket, options.policy)
      if (reached !== undefined) {
        socket.destroy()
        return callback(refused(reached), null)
      }
      const connectedAt = options.nowMs()
      socket.on('error', (error: Error) => connectedAtOf.set(error, connectedAt))
      callback(null, socket)
    })
  }
  const dispatcher = new Agent({
    connect: connectGuarded,
    pipelining: 1,
    allowH2: false,
    // Long enough for the next prompt to find the connection open, shorter than the 60 s of common load balancers.
    keepAliveTimeout: 30_000,
    keepAliveMaxTimeout: 55_000,
    maxHeaderSize: 32 * 1024,
    // Every request brings its own; undici's 300 s would cut slow local models.
    headersTimeout: 0,
    bodyTimeout: 0,
  })
  return { dispatcher, connectedAt: (error) => connectedAtOf.get(error) }
}

function guardedLookup({ policy, lookup = dnsLookup }: ConnectorOptions): LookupFunction {
  return (hostname, options, callback) => {
    if (isMetadataName(hostname))
      return callback(refused(`${hostname} belongs to a cloud metadata service, which is never contacted.`), '')
    const answer = (error: NodeJS.ErrnoException | null, found: string | LookupAddress[], family?: number) => {
      if (error !== null) return callback(error, '')
      const addresses = typeof found === 'string' ? [{ address: found, family: family ?? 4 }] : found
      for (const { address } of addresses) {
        const refusal = addressRefusal(address, policy)
        if (refusal !== undefined) return callback(refused(`${hostname} leads to ${refusal}`), '')
      }
      if (options.all) return callback(null, addresses)
      callback(null, addresses[0]?.address ?? '', addresses[0]?.family)
    }
    lookup(hostname, { ...options, all: true }, answer)
  }
}

function refusalOf(socket: Socket, policy: AddressPolicy): string | undefined {
  return socket.remoteAddress === undefined ? undefined : addressRefusal(socket.remoteAddress, policy)
}

function refused(message: string): FailureError {
  return new FailureError({ kind: 'address-refused', message, isRetryable: false })
}
