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
): { upstreams: ConfiguredUpstream[]; notices: string[] } {
  const upstreams: ConfiguredUpstream[] = []
  const notices: string[] = []
  for (const row of providers) {
    const key = firstSet(env, row.environment.credential)
    const address = firstSet(env, row.environment.baseUrl)
    if (row.credential === 'required' ? key === undefined : key === undefined && address === undefined) continue
    if (address === undefined && /\{|^$/.test(row.baseUrl)) {
      notices.push(`${key?.name} is set and ${row.environment.baseUrl[0]} is not: no ${row.label} endpoints.`)
      continue
    }
    upstreams.push({
      id: `environment-${row.id}`,
      provider: row.id,
      name: row.label,
      baseUrl: address === undefined ? row.baseUrl : readAddress(address, row),
      ...(key === undefined ? {} : { credential: new Secret(key.value) }),
      servesAllModels: true,
      endpoints: [],
      source: 'environment',
      sourceDetail: [key?.name, address?.name].filter((name) => name !== undefined).join(' and '),
    })
  }
  return { upstreams, notices }
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
