import { FailureError } from '../contract/failure.ts'
import type { Served } from '../invoke/target.ts'
import type { Secret } from '../vault/secret.ts'
import { VaultError } from '../vault/vault.ts'
import type { LiveUpstream } from './liveUpstream.ts'

/** A model at an upstream, ready to be asked. Throws FailureError (credential-missing). */
export function servedOf(upstream: LiveUpstream, who: Pick<Served, 'name' | 'model' | 'providerLabel'>): Served {
  const secret = credentialOf(upstream)
  if (secret === undefined && upstream.row.credential === 'required')
    throw new FailureError({
      kind: 'credential-missing',
      message: `${upstream.name} has no key. Enter it in Endpoints.`,
      isRetryable: false,
    })
  return { ...who, adapter: upstream.adapter, secrets: secret === undefined ? [] : [secret.reveal()] }
}

/** Throws FailureError where the stored value does not open. */
export function credentialOf(upstream: LiveUpstream): Secret | undefined {
  try {
    return upstream.readCredential()
  } catch (error) {
    if (!(error instanceof VaultError)) throw error
    throw new FailureError({ kind: 'credential-missing', message: error.message, isRetryable: false }, { cause: error })
  }
}
