import { FailureError } from '../contract/failure.ts'
import type { ProviderRow } from '../providers/providerRow.ts'
import { Secret } from '../vault/secret.ts'
import { parseOutboundUrl } from '../wire/outboundUrl.ts'
import { ConfigError } from './configError.ts'
import type { ConfiguredUpstream } from './configuredUpstream.ts'

export type Environment = Record<string, string | undefined>

/**
 * The upstreams that variables name. Half a pair (a token without its host) is common in a shell's profile, so it is a
 * notice, not a refusal; an address that is none is a refusal. Throws ConfigError naming the variable.
 */
export function environmentUpstreams(
  env: Environment,
  providers: ProviderRow[],
  ownPort: number,
): { upstreams: ConfiguredUpstream[]; notices: string[] } {
  const upstreams: ConfiguredUpstream[] = []
  const notices: string[] = []
  for (const row of providers) {
    const { client } = row.environment
    const address = firstSet(env, row.environment.baseUrl)
    const token = firstSet(env, row.environment.credential)
    const clientId = client === undefined ? undefined : firstSet(env, [client.id])
    const secret = client === undefined ? undefined : firstSet(env, [client.secret])
    const hasClient = clientId !== undefined && secret !== undefined
    if (token !== undefined && hasClient)
      notices.push(`${token.name} and ${clientId.name} are both set: the token is used for ${row.label}.`)
    const half = hasClient || token !== undefined ? undefined : (clientId ?? secret)
    if (client !== undefined && half !== undefined)
      notices.push(
        `${half.name} is set and ${half === secret ? client.id : client.secret} is not: no ${row.label} endpoints.`,
      )
    const isClient = token === undefined && hasClient
    const key = isClient ? secret : token
    if (row.credential === 'required' ? key === undefined : key === undefined && address === undefined) continue
    if (address === undefined && /\{|^$/.test(row.baseUrl)) {
      notices.push(`${key?.name} is set and ${row.environment.baseUrl[0]} is not: no ${row.label} endpoints.`)
      continue
    }
    const baseUrl = address === undefined ? row.baseUrl : readAddress(address, row)
    // Whoever points the clients here has these variables in the shell that starts the server.
    if (isOwn(baseUrl, ownPort)) {
      notices.push(`${address?.name} is the address of this server itself: no ${row.label} endpoints from there.`)
      continue
    }
    upstreams.push({
      id: `environment-${row.id}`,
      provider: row.id,
      name: row.label,
      baseUrl,
      ...(key === undefined ? {} : { credential: new Secret(key.value) }),
      ...(isClient ? { clientId: clientId.value } : {}),
      servesAllModels: true,
      endpoints: [],
      source: 'environment',
      sourceDetail: [isClient ? clientId.name : key?.name, address?.name]
        .filter((name) => name !== undefined)
        .join(' and '),
    })
  }
  return { upstreams, notices }
}

function isOwn(baseUrl: string, ownPort: number): boolean {
  const url = URL.parse(baseUrl)
  return (
    url?.protocol === 'http:' &&
    ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname) &&
    Number(url.port || 80) === ownPort
  )
}

function firstSet(env: Environment, names: string[]): { name: string; value: string } | undefined {
  for (const name of names) {
    const value = env[name]?.trim()
    if (value) return { name, value }
  }
  return undefined
}

/** DATABRICKS_HOST and OLLAMA_HOST may be bare hosts; OLLAMA_HOST may also be the address Ollama binds to. */
function readAddress({ name, value }: { name: string; value: string }, row: ProviderRow): string {
  const usual = row.baseUrl.includes('{') ? undefined : URL.parse(row.baseUrl)
  const isBare = !/^[a-z][a-z0-9+.-]*:\/\//i.test(value)
  let text = isBare ? `${row.credential === 'required' ? 'https' : 'http'}://${value}` : value
  const parsed = URL.parse(text)
  if (parsed !== null && isBare && row.credential !== 'required' && usual != null) {
    if (parsed.port === '') parsed.port = usual.port
    if (parsed.pathname === '/') parsed.pathname = usual.pathname
    if (parsed.hostname === '0.0.0.0' || parsed.hostname === '[::]') parsed.hostname = '127.0.0.1'
    text = parsed.href
  }
  try {
    parseOutboundUrl(text, name)
  } catch (error) {
    if (error instanceof FailureError)
      throw new ConfigError(`${name} cannot be used: ${error.message}`, { cause: error })
    throw error
  }
  return text
}
