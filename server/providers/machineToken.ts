import { FailureError } from '../contract/failure.ts'
import { bindCredential } from '../wire/credential.ts'
import { parseOutboundUrl } from '../wire/outboundUrl.ts'
import { createRedactor } from '../wire/redact.ts'
import type { Wire } from '../wire/wire.ts'
import { answerFailure } from './answerFailure.ts'

/**
 * The token of a client that signs in by itself at a Databricks workspace (OAuth machine-to-machine): fetched with client
 * id and secret, held in memory only, renewed in the background before it expires.
 * https://docs.databricks.com/aws/en/dev-tools/auth/oauth-m2m; times as the Databricks SDK has them (databricks/sdk/
 * oauth.py, `Refreshable`), read 2026-11-22.
 */
export interface MachineToken {
  /** A promise only where there is none that is still good. Rejects with a FailureError. */
  read(): string | Promise<string>
  /** After it was refused: another one than the one that was refused. Any number of callers share one request. */
  renew(refused: string): Promise<string>
  /** The tokens it fetched, the current one and the one before: to be removed from whatever comes back. */
  secrets(): string[]
}

export interface MachineClient {
  /** The workspace; of its address only the origin counts. */
  baseUrl: string
  clientId: string
  /** The client's secret. */
  readSecret(): string | undefined
  label: string
  wire: Wire
  nowMs?: () => number
}

interface Token {
  value: string
  expiresAtMs: number
  /** From here on it is renewed while it is still used. */
  staleAtMs: number
}

const msTooShort = 40_000
const msStaleBeforeEnd = 20 * 60_000
/** After a renewal in the background failed; the token is still good. */
const msBetweenTries = 10_000
const msToAnswer = 30_000
/** RFC 6749 only recommends to name it. */
const usualLifetimeSeconds = 3600

export function createMachineToken(client: MachineClient): MachineToken {
  const nowMs = client.nowMs ?? (() => performance.now())
  let token: Token | undefined
  let before: string | undefined
  let tokenUrl: URL | undefined
  let underWay: Promise<string> | undefined
  let triedAtMs = -Infinity

  async function fetchToken(): Promise<string> {
    const base = parseOutboundUrl(client.baseUrl)
    tokenUrl ??= await findTokenUrl(client, base)
    const askedAtMs = nowMs()
    const { value, lifetimeSeconds } = await askForToken(client, base, tokenUrl)
    const ms = lifetimeSeconds * 1000
    before = token?.value
    token = {
      value,
      expiresAtMs: askedAtMs + ms - msTooShort,
      staleAtMs: askedAtMs + ms - Math.min(msStaleBeforeEnd, ms / 2),
    }
    return value
  }

  /** One request at a time, whoever asks. */
  function fetchOnce(): Promise<string> {
    triedAtMs = nowMs()
    underWay ??= fetchToken().finally(() => (underWay = undefined))
    return underWay
  }

  return {
    read() {
      const now = nowMs()
      if (token === undefined || now >= token.expiresAtMs) return fetchOnce()
      // Nobody waits for it, so nobody hears of its failure: the one who finds the token expired does.
      if (now >= token.staleAtMs && now - triedAtMs >= msBetweenTries) fetchOnce().catch(() => undefined)
      return token.value
    },
    async renew(refused) {
      const isNewer = token !== undefined && token.value !== refused && nowMs() < token.expiresAtMs
      return isNewer && token !== undefined ? token.value : await fetchOnce()
    },
    secrets: () => [token?.value, before].filter((secret) => secret !== undefined),
  }
}

type Client = Pick<MachineClient, 'wire' | 'label' | 'clientId' | 'readSecret'>

/** RFC 8414. The secret goes to the workspace's own origin only, whatever its document says. */
async function findTokenUrl({ wire, label }: Client, base: URL): Promise<URL> {
  const url = new URL('/oidc/.well-known/oauth-authorization-server', base.origin)
  const answer = await wire.requestText({ method: 'GET', url, label, timeouts }, never())
  const found = answer.status < 300 ? readText(answer.body, 'token_endpoint') : undefined
  const tokenUrl = found === undefined ? null : URL.parse(found)
  if (tokenUrl === null)
    throw new FailureError({
      kind: 'answer-invalid',
      message: `${label} does not say where to sign in with a client id (${answer.status} at ${url.pathname}). Check the base URL.`,
      isRetryable: answer.status >= 500,
      status: answer.status,
    })
  if (tokenUrl.origin !== base.origin)
    throw new FailureError({
      kind: 'address-refused',
      message: `${label} sends clients to sign in at ${tokenUrl.origin}, and the client secret was entered for ${base.origin}. Check the base URL.`,
      isRetryable: false,
    })
  return tokenUrl
}

async function askForToken(
  { wire, label, clientId, readSecret }: Client,
  base: URL,
  url: URL,
): Promise<{ value: string; lifetimeSeconds: number }> {
  const secret = readSecret()
  if (secret === undefined)
    throw new FailureError({
      kind: 'credential-missing',
      message: `${label} needs the secret of its client id. Enter it in Endpoints.`,
      isRetryable: false,
    })
  const credential = bindCredential(base, secret, { clientId })
  const answer = await wire.requestText(
    {
      method: 'POST',
      url,
      label,
      timeouts,
      credential,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=client_credentials&scope=all-apis',
    },
    never(),
  )
  if (answer.status >= 300) throw refusal(answer, label, secret)
  const value = readText(answer.body, 'access_token')
  const type = readText(answer.body, 'token_type') ?? 'bearer'
  if (value === undefined || type.toLowerCase() !== 'bearer')
    throw new FailureError({
      kind: 'answer-invalid',
      message: `${label} answered the sign-in without a bearer token. Check the base URL.`,
      isRetryable: false,
    })
  const seconds = Number(readText(answer.body, 'expires_in') ?? usualLifetimeSeconds)
  return { value, lifetimeSeconds: Number.isFinite(seconds) && seconds > 0 ? seconds : usualLifetimeSeconds }
}

/** OAuth says 400 as well as 401 for a client it does not know (RFC 6749, section 5.2). */
function refusal(
  { status, headers, body }: { status: number; headers: Record<string, string>; body: string },
  label: string,
  secret: string,
): FailureError {
  const redactor = createRedactor([secret])
  const made = answerFailure({ status, headers, body, label, model: 'the sign-in', redactor, hasCredential: true })
  if (status !== 400 && status !== 401 && status !== 403) return made
  return new FailureError({
    ...made.failure,
    kind: 'credential-refused',
    message: `${label} refused the client id or its secret (${status}). Replace them in Endpoints.`,
    isRetryable: false,
  })
}

const timeouts = { msToHeaders: msToAnswer, msIdle: msToAnswer }

/** Others may wait for the same token: no caller's abort ends it, its own time limit does. */
function never(): AbortSignal {
  return new AbortController().signal
}

/** A text or number of a JSON object, as text. */
function readText(body: string, name: string): string | undefined {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return undefined
  }
  const field: unknown =
    typeof value === 'object' && value !== null ? new Map<string, unknown>(Object.entries(value)).get(name) : undefined
  return typeof field === 'string' ? field : typeof field === 'number' ? String(field) : undefined
}
