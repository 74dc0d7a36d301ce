import type { Endpoint } from '../contract/endpoint.ts'
import { FailureError } from '../contract/failure.ts'
import type { ResolveTarget, Served } from '../invoke/target.ts'
import type { Adapter } from '../providers/adapter.ts'
import type { Secret } from '../vault/secret.ts'
import { VaultError } from '../vault/vault.ts'
import type { EndpointList } from './endpointList.ts'
import type { LiveUpstream } from './liveUpstream.ts'

export interface LocalEndpoints {
  endpoints(): Endpoint[]
  adapterFor(name: string): Adapter | undefined
}

/** From a name to what can be invoked now. This machine's own endpoints come first: no upstream can take their names. */
export function createResolver(local: LocalEndpoints, list: EndpointList): ResolveTarget {
  return (name, task) => {
    const own = local.endpoints().find((endpoint) => endpoint.name === name)
    const remote = own === undefined ? list.find(name) : undefined
    const endpoint = own ?? remote?.endpoint
    if (endpoint === undefined) throw refusal('not-found', `There is no endpoint named ${name}. Choose another one.`)
    if (!endpoint.tasks.includes(task))
      throw refusal(
        'bad-request',
        `${name} does not take ${task}; it takes ${endpoint.tasks.join(', ')}. Choose another endpoint.`,
      )
    if (remote === undefined) {
      const adapter = local.adapterFor(name)
      if (adapter === undefined || endpoint.state.type !== 'ready') throw notReady(endpoint)
      return { endpoint, served: { ...servedBy(endpoint), adapter, secrets: [] }, fallbacks: [] }
    }
    const { upstream } = remote
    const secret = credentialOf(upstream)
    if (secret === undefined && upstream.row.credential === 'required')
      throw refusal('credential-missing', `${upstream.name} has no key. Enter it in Endpoints.`)
    const secrets = secret === undefined ? [] : [secret.reveal()]
    return { endpoint, served: { ...servedBy(endpoint), adapter: upstream.adapter, secrets }, fallbacks: [] }
  }
}

/** An upstream's model is an endpoint with one served entity, of the endpoint's own name. */
function servedBy({ name, model, providerLabel }: Endpoint): Pick<Served, 'name' | 'model' | 'providerLabel'> {
  return { name, model, providerLabel }
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

function refusal(kind: 'not-found' | 'bad-request' | 'credential-missing', message: string): FailureError {
  return new FailureError({ kind, message, isRetryable: false })
}

function notReady({ name, state }: Endpoint): FailureError {
  const why =
    state.type === 'downloading'
      ? `is still being downloaded (${Math.floor(state.fraction * 100)} %). Try again when it is there.`
      : `is not ready. ${state.type === 'unavailable' ? state.reason : 'Fetch it on the Endpoints page.'}`
  return new FailureError({ kind: 'model-not-ready', message: `${name} ${why}`, isRetryable: true })
}
