import { FailureError } from '../contract/failure.ts'
import { bindCredential, type Credential } from '../wire/credential.ts'
import { parseOutboundUrl } from '../wire/outboundUrl.ts'
import { createRedactor, type Redactor } from '../wire/redact.ts'
import type { Wire } from '../wire/wire.ts'
import { createMachineToken } from './machineToken.ts'
import type { ProviderRow } from './providerRow.ts'

/** What goes along with a request now, and what removes it from the answer. */
export interface SentCredential {
  credential: Credential | undefined
  redactor: Redactor
}

/** An upstream's credential in use. Every way of invoking it asks here. */
export interface UpstreamCredential {
  /** A promise only where a token has to be fetched first. Throws FailureError where a key is needed and missing. */
  read(): SentCredential | Promise<SentCredential>
  /** After the token was refused: what to repeat the request with, once, before any byte; undefined where there is nothing else. */
  renew(refused: SentCredential): Promise<SentCredential> | undefined
  /** What it fetched, beside the stored secret: known only after `read`. Absent where it fetches nothing. */
  secrets?: () => string[]
}

export interface CredentialOwner {
  row: ProviderRow
  label: string
  baseUrl: string
  /** The stored secret; undefined where none is set. Read at every call: it may have been replaced. */
  readCredential(): string | undefined
  wire: Wire
}

export function createUpstreamCredential(owner: CredentialOwner): UpstreamCredential {
  const { credentialStyle } = owner.row
  if (typeof credentialStyle === 'object' && 'clientId' in credentialStyle)
    return machineCredential(owner, credentialStyle.clientId)
  let known: { secret: string | undefined; sent: SentCredential } | undefined
  return {
    read() {
      const secret = owner.readCredential()
      if (secret === undefined && owner.row.credential === 'required') throw credentialMissing(owner.label)
      // All spellings of a secret take longer to find than the rest of a request.
      if (known === undefined || known.secret !== secret) {
        const base = parseOutboundUrl(owner.baseUrl)
        const credential = secret === undefined ? undefined : bindCredential(base, secret, credentialStyle)
        known = { secret, sent: { credential, redactor: createRedactor(secret === undefined ? [] : [secret]) } }
      }
      return known.sent
    },
    renew: () => undefined,
  }
}

function machineCredential(owner: CredentialOwner, clientId: string): UpstreamCredential {
  const { baseUrl, label, wire } = owner
  const token = createMachineToken({ baseUrl, clientId, label, wire, readSecret: () => owner.readCredential() })
  let known: { value: string; sent: SentCredential } | undefined
  const sentWith = (value: string): SentCredential => {
    if (known?.value !== value) {
      const credential = bindCredential(parseOutboundUrl(baseUrl), value, 'bearer')
      const secrets = [owner.readCredential() ?? '', ...token.secrets()]
      known = { value, sent: { credential, redactor: createRedactor(secrets) } }
    }
    return known.sent
  }
  return {
    read() {
      const value = token.read()
      return typeof value === 'string' ? sentWith(value) : value.then(sentWith)
    },
    renew: async ({ credential }) => sentWith(await token.renew(credential?.secret ?? '')),
    secrets: token.secrets,
  }
}

/**
 * Whether an answer says that the token is not (any more) a good one. Databricks says it with 403 too, and 403 alone
 * also means that a good one may not do this: fetching another would not help.
 */
export function refusesToken(status: number, body: string | null): boolean {
  return status === 401 || (status === 403 && /\binvalid (?:access )?token\b/i.test(body ?? ''))
}

/** The value, or the signal's reason where that comes first: whoever shares a promise may stop waiting alone. */
export function orAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

function credentialMissing(label: string): FailureError {
  return new FailureError({
    kind: 'credential-missing',
    message: `${label} needs a key. Add it in Endpoints.`,
    isRetryable: false,
  })
}
