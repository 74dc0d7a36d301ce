import type { Endpoint } from '../contract/endpoint.ts'
import { FailureError } from '../contract/failure.ts'
import type { ResolveTarget, Served } from '../invoke/target.ts'
import type { Adapter } from '../providers/adapter.ts'
import type { EndpointList } from './endpointList.ts'
import { servedOf } from './servedOf.ts'
import type { ServingEndpoints } from './servingEndpoints.ts'

export interface LocalEndpoints {
  endpoints(): Endpoint[]
  adapterFor(name: string): Adapter | undefined
}

/**
 * From a name to what can be invoked now. No two have one name (registry.ts renames), so this machine's own, whose states
 * are put together anew each time, are looked through last.
 */
export function createResolver(local: LocalEndpoints, serving: ServingEndpoints, list: EndpointList): ResolveTarget {
  return (name, task, options = {}) => {
    const defined = serving.find(name)
    const remote = defined === undefined ? list.find(name) : undefined
    const endpoint = defined?.endpoint ?? remote?.endpoint ?? local.endpoints().find((own) => own.name === name)
    if (endpoint === undefined) throw refusal('not-found', `There is no endpoint named ${name}. Choose another one.`)
    if (!endpoint.tasks.includes(task))
      throw refusal(
        'bad-request',
        `${name} does not take ${task}; it takes ${endpoint.tasks.join(', ')}. Choose another endpoint.`,
      )
    if (defined !== undefined) return { endpoint, ...defined.live.target(endpoint, options) }
    const who = servedBy(endpoint)
    if (options.servedName !== undefined && options.servedName !== who.name)
      throw refusal('not-found', `${name} has no served model named ${options.servedName}. It has: ${who.name}.`)
    if (remote !== undefined) return { endpoint, served: servedOf(remote.upstream, who), fallbacks: [] }
    const adapter = local.adapterFor(name)
    if (adapter === undefined || endpoint.state.type !== 'ready') throw notReady(endpoint)
    return { endpoint, served: { ...who, adapter, secrets: [] }, fallbacks: [] }
  }
}

/** An upstream's model is an endpoint with one served entity, of the endpoint's own name. */
function servedBy({ name, model, providerLabel }: Endpoint): Pick<Served, 'name' | 'model' | 'providerLabel'> {
  return { name, model, providerLabel }
}

function refusal(kind: 'not-found' | 'bad-request', message: string): FailureError {
  return new FailureError({ kind, message, isRetryable: false })
}

function notReady({ name, state }: Endpoint): FailureError {
  const why =
    state.type === 'downloading'
      ? `is still being downloaded (${Math.floor(state.fraction * 100)} %). Try again when it is there.`
      : `is not ready. ${state.type === 'unavailable' ? state.reason : 'Fetch it on the Endpoints page.'}`
  // What nobody fetches does not come by waiting: a client must not repeat its call for minutes.
  const isRetryable = state.type === 'downloading'
  return new FailureError({ kind: 'model-not-ready', message: `${name} ${why}`, isRetryable })
}
