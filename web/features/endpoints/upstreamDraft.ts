import type { Endpoint, Provider, Upstream, UpstreamDraft, UpstreamModel } from '../../../server/contract/endpoint.ts'

/** The draft of a new upstream: the provider's address filled in, every model served, no key yet. */
export function newDraft(provider: Provider, takenNames: string[]): UpstreamDraft {
  return {
    provider: provider.id,
    name: freeName(provider.label, takenNames),
    baseUrl: provider.baseUrl,
    credential: '',
    servesAllModels: true,
    endpoints: [],
  }
}

/** The draft that changes nothing; without `credential`, which keeps the stored key. */
export function draftOf(upstream: Upstream, endpoints: Endpoint[]): UpstreamDraft {
  return {
    provider: upstream.provider,
    name: upstream.name,
    baseUrl: upstream.baseUrl,
    ...(upstream.credential.clientId === undefined ? {} : { clientId: upstream.credential.clientId }),
    servesAllModels: upstream.servesAllModels,
    endpoints: upstream.servesAllModels
      ? []
      : endpoints
          .filter((endpoint) => endpoint.upstreamId === upstream.id)
          .map(({ name, model, tasks }) => ({ name, model, tasks })),
  }
}

/** A key is bound to scheme, host and port: with another of these the stored one is forgotten. */
export function isOtherOrigin(before: string, after: string): boolean {
  const [a, b] = [originOf(before), originOf(after)]
  return a !== undefined && b !== undefined && a !== b
}

/** Why saving would forget the stored key, in words; undefined where it stays. */
export function whyForgotten({ baseUrl, credential }: Upstream, draft: UpstreamDraft): string | undefined {
  if (!credential.isSet) return undefined
  if (isOtherOrigin(baseUrl, draft.baseUrl))
    return 'This is another address: the stored key is forgotten. Enter the key for it.'
  if (credential.clientId === draft.clientId) return undefined
  return draft.clientId === undefined
    ? 'The stored secret belongs to a client id and is forgotten. Enter a key.'
    : 'This is another client: what is stored is forgotten. Enter the secret of this one.'
}

/** What is wrong with the address, in words; undefined where nothing is. */
export function baseUrlProblem(baseUrl: string): string | undefined {
  const part = /\{[^}]*\}/.exec(baseUrl)?.[0]
  if (part) return `Replace ${part} with yours.`
  if (baseUrl.trim() === '') return 'Say where it answers, for example http://localhost:8000/v1.'
  if (originOf(baseUrl) === undefined) return 'This is not an address. It begins with http:// or https://.'
  return undefined
}

/** Adds a model to the chosen ones, or takes it away. */
export function toggleModel(draft: UpstreamDraft, model: UpstreamModel, takenNames: string[]): UpstreamDraft {
  const isChosen = draft.endpoints.some((endpoint) => endpoint.model === model.id)
  const endpoints = isChosen
    ? draft.endpoints.filter((endpoint) => endpoint.model !== model.id)
    : [...draft.endpoints, { name: endpointName(model.id, draft, takenNames), model: model.id, tasks: model.tasks }]
  return { ...draft, endpoints }
}

/** Endpoint names are unique over all upstreams: a model two of them serve is told apart by the upstream's name. */
function endpointName(model: string, draft: UpstreamDraft, takenNames: string[]): string {
  const taken = [...takenNames, ...draft.endpoints.map((endpoint) => endpoint.name)]
  return taken.includes(model) ? freeName(`${draft.name}/${model}`, taken) : model
}

function freeName(name: string, taken: string[]): string {
  if (!taken.includes(name)) return name
  for (let count = 2; ; count += 1) if (!taken.includes(`${name} ${count}`)) return `${name} ${count}`
}

function originOf(url: string): string | undefined {
  if (!/^https?:\/\//i.test(url.trim()) || !URL.canParse(url.trim())) return undefined
  return new URL(url.trim()).origin
}
