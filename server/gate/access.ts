import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { FailureError } from '../contract/failure.ts'
import type { Guesses } from './guesses.ts'
import { createOpenRequests } from './openRequests.ts'

/**
 * What a credential is worth, on every route but those that declare themselves open (discovery, the token endpoint).
 *
 * On this machine's own loopback none is needed. One that is sent is checked from the first one made here on, also on
 * loopback: a client that was given a token and lost it again (expired, revoked) must hear so. Before that any is taken,
 * because every client insists on sending one. It comes by `Authorization` only, never by a query or a cookie: what a
 * browser attaches by itself would let other sites' pages in.
 */
export interface AccessOptions {
  credentials: {
    /** Whether a credential that is sent must be right. */
    isChecking(): boolean
    /** Its owner, undefined where it is nobody's (any more). */
    requesterOf(credential: string): Requester | undefined
    onRevoked(listener: (id: string) => void): void
  }
  /** Where the server can be reached from elsewhere, no request comes in without one. */
  isRequired: boolean
}

interface Requester {
  id: string
  name: string
}

/** Of whatever the header `Authorization` holds. */
type Admitted = { isIn: true; requester: Requester | undefined } | { isIn: false; isSent: boolean }

export interface Admission {
  read(authorization: string | undefined): Admitted
  /** Should the credential be revoked, the connection is closed on which it is still being answered. */
  answer(requester: Requester, response: FastifyReply['raw']): void
}

/** The one place of these checks, whichever way a request takes: every route's hook, and `workspace/rawLane.ts`. */
export function createAdmission({ credentials, isRequired }: AccessOptions): Admission {
  const open = createOpenRequests()
  credentials.onRevoked(open.end)
  return {
    read(authorization) {
      if (authorization === undefined && !isRequired) return nobody
      const credential = authorization === undefined ? undefined : credentialOf(authorization)
      if (credential === undefined) return { isIn: false, isSent: false }
      if (!isRequired && !credentials.isChecking()) return nobody
      const requester = credentials.requesterOf(credential)
      return requester === undefined ? { isIn: false, isSent: true } : { isIn: true, requester }
    },
    answer: (requester, response) => open.add(requester.id, response),
  }
}

const nobody: Admitted = { isIn: true, requester: undefined }

declare module 'fastify' {
  interface FastifyRequest {
    /** The name of the access token or service principal it came with; null without one. */
    requester: string | null
  }
  interface FastifyContextConfig {
    /** Answered without a credential. */
    isOpen?: boolean
    /** Its body may be called application/x-www-form-urlencoded. */
    takesForms?: boolean
    /** Takes a form too, from a page of this server only: where no script runs there is nothing else to send. */
    takesOwnForms?: boolean
    /** Types it takes beside JSON: none that a form can send. */
    takesTypes?: readonly string[]
  }
}

export function admit(app: FastifyInstance, admission: Admission, guesses: Guesses): void {
  app.decorateRequest('requester', null)
  app.addHook('onRequest', (request, reply, done) => {
    const admitted = admission.read(request.headers.authorization)
    if (!admitted.isIn) {
      // Asked last: Fastify puts a route's options together anew each time.
      if (!isOpen(request)) throw admitted.isSent ? wrong(guesses.wrong(request.ip)) : notSent(reply)
    } else if (admitted.requester !== undefined) {
      request.requester = admitted.requester.name
      admission.answer(admitted.requester, reply.raw)
    }
    done()
  })
}

function isOpen(request: FastifyRequest): boolean {
  return request.routeOptions.config?.isOpen === true
}

/** Undefined for anything but `Bearer <token>` and `Basic base64(token:<token>)`, which is what `curl -u` sends. */
export function credentialOf(authorization: string): string | undefined {
  const [, scheme, value] = /^([A-Za-z]+) +([\u0021-\u007e]+)$/.exec(authorization) ?? []
  if (scheme === undefined || value === undefined) return undefined
  switch (scheme.toLowerCase()) {
    case 'bearer':
      return value
    case 'basic': {
      // Buffer reads over what is not base64: a header that two programs read in two ways is refused.
      if (!/^[A-Za-z0-9+/]+={0,2}$/.test(value)) return undefined
      const [, password] = /^token:(.+)$/s.exec(Buffer.from(value, 'base64').toString()) ?? []
      return password
    }
    default:
      return undefined
  }
}

/** Databricks' words: serving-contract, section 2.9. */
function notSent(reply: FastifyReply): FailureError {
  reply.header('www-authenticate', 'Bearer')
  const message = 'Credential was not sent or was of an unsupported type for this API.'
  return new FailureError({ kind: 'forbidden', status: 401, message, isRetryable: false })
}

function wrong(msToWait: number | undefined): FailureError {
  if (msToWait === undefined)
    return new FailureError({ kind: 'forbidden', message: 'Invalid access token.', isRetryable: false })
  return new FailureError({
    kind: 'rate-limited',
    message: 'Too many wrong access tokens came from this address. Create one under Settings and use that.',
    isRetryable: true,
    retryAfterMs: msToWait,
  })
}
