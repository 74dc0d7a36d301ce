import path from 'node:path'
import { ConfigError } from './endpoints/configError.ts'
import type { ConfiguredUpstream } from './endpoints/configuredUpstream.ts'
import type { EndpointDefinition } from './endpoints/endpointDefinition.ts'
import { environmentUpstreams, type Environment } from './endpoints/environmentUpstreams.ts'
import type { yamlEndpoints } from './endpoints/yamlEndpoints.ts'
import { compatibleProviders } from './providers/compatible.ts'
import type { StorePlace } from './store/storePlace.ts'

/** Everything that can be set from outside, checked. */
export interface Config {
  port: number
  host: string
  dataFolder: string
  /** AI_PLAYGROUND_DATABASE; unset = a file in the data folder. */
  store: StorePlace
  /** AI_PLAYGROUND_KEY; undefined = a key file in the data folder. */
  vaultKey: string | undefined
  /** No model files are fetched. */
  isOffline: boolean
  timeouts: { msToConnect?: number; msToHeaders?: number; msIdle?: number }
  /** Of the environment. */
  upstreams: ConfiguredUpstream[]
  /** Of playground.yaml. */
  endpoints: EndpointDefinition[]
  /** Lines for the terminal about what was not taken. */
  notices: string[]
}

/** Its reader comes with it: the parser is 70 files, which a start without a playground.yaml does not load. */
export interface PlaygroundYaml {
  text: string
  read: typeof yamlEndpoints
}

/** Pure. Throws ConfigError; its message names the variable, or the line of playground.yaml. */
export function readConfig(env: Environment, yaml: PlaygroundYaml | undefined): Config {
  const fromEnvironment = environmentUpstreams(env, compatibleProviders, readPort(env))
  const dataFolder = path.resolve(env['AI_PLAYGROUND_DATA']?.trim() || 'data')
  return {
    port: readPort(env),
    host: readHost(env),
    dataFolder,
    store: readStore(env, dataFolder),
    vaultKey: readKey(env),
    isOffline: readSwitch(env, 'AI_PLAYGROUND_OFFLINE'),
    timeouts: {
      ...readSeconds(env, 'AI_PLAYGROUND_SECONDS_TO_CONNECT', 'msToConnect'),
      ...readSeconds(env, 'AI_PLAYGROUND_SECONDS_TO_HEADERS', 'msToHeaders'),
      ...readSeconds(env, 'AI_PLAYGROUND_SECONDS_IDLE', 'msIdle'),
    },
    upstreams: fromEnvironment.upstreams,
    endpoints: yaml === undefined ? [] : yaml.read(yaml.text, env, compatibleProviders),
    notices: fromEnvironment.notices,
  }
}

function readPort(env: Environment): number {
  const text = env['PORT']?.trim()
  if (!text) return 3000
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new ConfigError(`PORT is ${shown(text)}; expected a number from 0 to 65535.`)
  return Number(text)
}

/**
 * Only the names of this machine's own loopback. An allow-list, because the ways to write "every interface" are many
 * (0.0.0.0, ::, 0, 0x0, ::ffff:0.0.0.0, an empty text) and any of them would open tokens and sessions to the network.
 */
function readHost(env: Environment): string {
  const text = env['HOST']
  if (text === undefined) return '127.0.0.1'
  switch (text.trim().toLowerCase()) {
    case '127.0.0.1':
    case 'localhost':
      return '127.0.0.1'
    case '::1':
    case '[::1]':
      return '::1'
    default:
      throw new ConfigError(
        `HOST is ${shown(text)}; this version binds to this machine only (127.0.0.1 or ::1), because whoever could reach ` +
          'it would use its tokens. Logins for a team come later. Unset HOST.',
      )
  }
}

function readStore(env: Environment, folder: string): StorePlace {
  const url = env['AI_PLAYGROUND_DATABASE']?.trim()
  if (!url) return { dialect: 'sqlite', folder }
  // Never shown: a password is in it.
  if (!/^postgres(ql)?:$/.test(URL.parse(url)?.protocol ?? ''))
    throw new ConfigError(
      'AI_PLAYGROUND_DATABASE is no address of a Postgres database; expected postgres://user:password@host:5432/name. ' +
        'Unset it to keep everything in a file in the data folder.',
    )
  return { dialect: 'postgres', url }
}

function readKey(env: Environment): string | undefined {
  const text = env['AI_PLAYGROUND_KEY']
  if (text === undefined) return undefined
  if (text.trim().length < 16)
    throw new ConfigError(
      'AI_PLAYGROUND_KEY is shorter than 16 characters; expected 64 hex digits or a long passphrase.',
    )
  return text.trim()
}

function readSwitch(env: Environment, name: string): boolean {
  const text = env[name]?.trim().toLowerCase() ?? ''
  if (['1', 'true', 'yes', 'on'].includes(text)) return true
  if (['', '0', 'false', 'no', 'off'].includes(text)) return false
  throw new ConfigError(`${name} is ${shown(text)}; expected 1 or 0.`)
}

function readSeconds<Key extends keyof Config['timeouts']>(
  env: Environment,
  name: string,
  key: Key,
): Config['timeouts'] {
  const text = env[name]?.trim()
  if (!text) return {}
  const seconds = Number(text)
  // A timer of Node holds 24.8 days at most and fires at once beyond.
  if (!Number.isFinite(seconds) || seconds <= 0 || seconds > 86_400)
    throw new ConfigError(`${name} is ${shown(text)}; expected seconds, more than 0 and at most 86400.`)
  return { [key]: seconds * 1000 }
}

function shown(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text)
}
