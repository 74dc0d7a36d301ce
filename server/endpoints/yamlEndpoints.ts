import { createHash } from 'node:crypto'
import type { ProviderRow } from '../providers/providerRow.ts'
import { Secret } from '../vault/secret.ts'
import type { EndpointDefinition } from './endpointDefinition.ts'
import type { Environment } from './environmentUpstreams.ts'
import type { FieldReader } from './fieldReader.ts'
import { readRateLimits } from './rateLimit.ts'
import { readServedEntities } from './servedEntities.ts'
import { readYaml, type YamlDocument } from './yamlDocument.ts'
import { playgroundYamlSchema } from './yamlSchema.ts'

const file = 'playground.yaml'

/** The endpoints of playground.yaml. Throws ConfigError naming line and key. */
export function yamlEndpoints(text: string, env: Environment, providers: ProviderRow[]): EndpointDefinition[] {
  const document = readYaml(text, file, playgroundYamlSchema)
  const fields = fieldsOf(document, env)
  const names = new Set<string>()
  return document.value.endpoints.map(({ name, config, ai_gateway: gateway }, index): EndpointDefinition => {
    const path: PropertyKey[] = ['endpoints', index]
    if (names.has(name)) document.refuse([...path, 'name'], `another endpoint is named ${name} too.`)
    names.add(name)
    const { task, entities } = readServedEntities(config, { path: [...path, 'config'], fields, providers })
    return {
      id: createHash('sha256').update(`${file}:${name}`).digest('hex').slice(0, 32),
      name,
      task,
      entities: entities.map(({ connection: { credential, ...connection }, ...entity }) => ({
        ...entity,
        connection,
        credential: { isSet: credential !== undefined, ...(credential?.lastFour && { lastFour: credential.lastFour }) },
        readCredential: () => credential,
      })),
      isFallbackEnabled: gateway?.fallback_config?.enabled ?? false,
      limits: readRateLimits(gateway?.rate_limits ?? [], [...path, 'ai_gateway', 'rate_limits'], fields),
      source: 'playground.yaml',
      sourceDetail: `line ${document.lineOf([...path, 'name'])}`,
    }
  })
}

function fieldsOf(document: Pick<YamlDocument<unknown>, 'refuse'>, env: Environment): FieldReader {
  const refuse: FieldReader['refuse'] = (path, message) => document.refuse(path, message)
  /** `${NAME}` is the value of an environment variable, so that the file itself need hold no secret. */
  const fillIn = (text: string, path: PropertyKey[]) =>
    text.replace(/\$\{([^}]*)\}/g, (_, name: string) => {
      const value = env[name]?.trim()
      return value || refuse(path, `the environment variable ${name} is not set.`)
    })
  return {
    refuse,
    text: fillIn,
    secret(config, key, place) {
      const plain = `${key}_plaintext`
      const given = config[key] ?? config[plain]
      if (typeof given !== 'string') return undefined
      const path = [...place, config[key] === undefined ? plain : key]
      if (config[key] !== undefined && config[plain] !== undefined) refuse(path, `give ${key} or ${plain}, not both.`)
      if (given.startsWith('{{secrets/'))
        refuse(path, 'references to Databricks secrets are read inside Databricks only; write ${NAME_OF_A_VARIABLE}.')
      return new Secret(fillIn(given, path))
    },
  }
}
