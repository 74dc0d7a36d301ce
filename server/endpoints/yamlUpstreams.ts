import { FailureError } from '../contract/failure.ts'
import type { ProviderRow } from '../providers/providerRow.ts'
import { Secret } from '../vault/secret.ts'
import { parseOutboundUrl } from '../wire/outboundUrl.ts'
import type { ConfiguredUpstream } from './configuredUpstream.ts'
import type { Environment } from './environmentUpstreams.ts'
import { readYaml, type YamlDocument } from './yamlDocument.ts'
import { playgroundYamlSchema, type YamlExternalModel } from './yamlSchema.ts'

const file = 'playground.yaml'
/** Databricks' providers that have no adapter here yet. */
const later = ['ai21labs', 'anthropic', 'amazon-bedrock', 'cohere', 'google-cloud-vertex-ai', 'palm']

interface Place {
  document: Pick<YamlDocument<unknown>, 'refuse'>
  path: PropertyKey[]
  env: Environment
}

type Connection = Pick<ConfiguredUpstream, 'provider' | 'baseUrl'> & { credential: Secret | undefined; model?: string }

/** The endpoints of playground.yaml, each an upstream of its own. Throws ConfigError naming line and key. */
export function yamlUpstreams(text: string, env: Environment, providers: ProviderRow[]): ConfiguredUpstream[] {
  const document = readYaml(text, file, playgroundYamlSchema)
  const names = new Set<string>()
  return document.value.endpoints.map((endpoint, index): ConfiguredUpstream => {
    const path: PropertyKey[] = ['endpoints', index]
    if (names.has(endpoint.name)) document.refuse([...path, 'name'], `another endpoint is named ${endpoint.name} too.`)
    names.add(endpoint.name)
    const [entity] = endpoint.config.served_entities
    if (entity === undefined) return document.refuse(path, 'it has no served entity.')
    const model = entity.external_model
    const place = { document, env, path: [...path, 'config', 'served_entities', 0, 'external_model'] }
    const { credential, provider, baseUrl, model: sentName = model.name } = connectionOf(model, place, providers)
    return {
      id: `yaml-${endpoint.name}`,
      provider,
      name: endpoint.name,
      baseUrl,
      ...(credential === undefined ? {} : { credential }),
      servesAllModels: false,
      endpoints: [{ name: endpoint.name, model: sentName, tasks: [model.task] }],
      source: 'playground.yaml',
      sourceDetail: `line ${document.lineOf([...path, 'name'])}`,
    }
  })
}

function connectionOf(model: YamlExternalModel, place: Place, providers: ProviderRow[]): Connection {
  const { document, path } = place
  const under = (key: string): Place => ({ ...place, path: [...path, key] })
  const missing = (key: string) => document.refuse([...path, 'provider'], `provider ${model.provider} needs ${key}.`)
  switch (model.provider) {
    case 'openai':
      return openAi(model, under('openai_config'), providers)
    case 'databricks-model-serving': {
      const config = model.databricks_model_serving_config ?? missing('databricks_model_serving_config')
      const here = under('databricks_model_serving_config')
      return {
        provider: 'databricks-model-serving',
        baseUrl: readUrl(config.databricks_workspace_url, 'databricks_workspace_url', here),
        credential: readSecret(config, 'databricks_api_token', here),
      }
    }
    case 'custom': {
      const config = model.custom_provider_config ?? missing('custom_provider_config')
      const here = under('custom_provider_config')
      if (config.api_key_auth !== undefined)
        document.refuse(
          [...here.path, 'api_key_auth'],
          'a key in a header of its own comes later; use bearer_token_auth, or openai with openai_api_type azure.',
        )
      const url = readUrl(config.custom_provider_url, 'custom_provider_url', here)
      return {
        provider: 'custom',
        // Databricks wants the whole URL of the call; here it is the base that the task's path is added to.
        baseUrl: url.replace(/\/(?:chat\/completions|completions|embeddings)\/?$/, ''),
        credential: readSecret(config.bearer_token_auth ?? {}, 'token', {
          ...here,
          path: [...here.path, 'bearer_token_auth'],
        }),
      }
    }
    default:
      return document.refuse(
        [...path, 'provider'],
        later.includes(model.provider)
          ? `this version cannot reach ${model.provider} yet; it speaks to openai, databricks-model-serving and custom.`
          : `there is no provider ${model.provider}. Expected one of: openai, databricks-model-serving, custom.`,
      )
  }
}

function openAi(model: YamlExternalModel, place: Place, providers: ProviderRow[]): Connection {
  const { document, path } = place
  const config = model.openai_config ?? {}
  const credential = readSecret(config, 'openai_api_key', place)
  const base =
    config.openai_api_base === undefined ? undefined : readUrl(config.openai_api_base, 'openai_api_base', place)
  switch (config.openai_api_type) {
    case 'azuread':
      return document.refuse(
        [...path, 'openai_api_type'],
        'signing in with Microsoft Entra comes later; use azure with openai_api_key.',
      )
    case 'azure': {
      if (base === undefined || config.openai_deployment_name === undefined)
        return document.refuse(path, 'openai_api_type azure needs openai_api_base and openai_deployment_name.')
      const version = config.openai_api_version
      const url = new URL(base)
      if (version !== undefined) url.searchParams.set('api-version', version)
      return { provider: 'azure-openai', baseUrl: url.href, credential, model: config.openai_deployment_name }
    }
    default: {
      if (base === undefined) return { provider: 'openai', baseUrl: 'https://api.openai.com/v1', credential }
      // The address tells whose it is: that provider's row knows its ways.
      const row = providers.find(({ baseUrl }) => URL.parse(baseUrl)?.origin === new URL(base).origin)
      return { provider: row?.id ?? 'custom', baseUrl: base, credential }
    }
  }
}

function readUrl(text: string, key: string, place: Place): string {
  const here = { ...place, path: [...place.path, key] }
  const value = fillIn(text, here)
  try {
    parseOutboundUrl(value, key)
  } catch (error) {
    if (error instanceof FailureError) return here.document.refuse(here.path, error.message)
    throw error
  }
  return value
}

/** `key` or its `_plaintext` twin: in Databricks the first is a reference, the second the value. */
function readSecret(config: Record<string, string | undefined>, key: string, place: Place): Secret | undefined {
  const plain = `${key}_plaintext`
  const given = config[key] ?? config[plain]
  if (given === undefined) return undefined
  const path = [...place.path, config[key] === undefined ? plain : key]
  if (config[key] !== undefined && config[plain] !== undefined)
    place.document.refuse(path, `give ${key} or ${plain}, not both.`)
  if (given.startsWith('{{secrets/'))
    place.document.refuse(
      path,
      'references to Databricks secrets are read inside Databricks only; write ${NAME_OF_A_VARIABLE}.',
    )
  return new Secret(fillIn(given, { ...place, path }))
}

/** `${NAME}` is the value of an environment variable, so that the file itself need hold no secret. */
function fillIn(text: string, { document, path, env }: Place): string {
  return text.replace(/\$\{([^}]*)\}/g, (_, name: string) => {
    const value = env[name]?.trim()
    return value || document.refuse(path, `the environment variable ${name} is not set.`)
  })
}
