import type { ExternalModel } from '../contract/servingEndpoint.ts'
import { FailureError } from '../contract/failure.ts'
import type { ProviderRow } from '../providers/providerRow.ts'
import type { Secret } from '../vault/secret.ts'
import { parseOutboundUrl } from '../wire/outboundUrl.ts'
import type { FieldReader } from './fieldReader.ts'
import { withClient } from './withClient.ts'

/** Where an external model is, read from Databricks' description of it. */
export interface ModelConnection {
  /** The provider's, with what the description says otherwise. */
  row: ProviderRow
  baseUrl: string
  /** What the request calls the model: at Azure its deployment. */
  model: string
  credential: Secret | undefined
  /** The description as it may be shown and stored: without secrets. */
  shown: ExternalModel
}

/** Databricks' providers that have no adapter here yet. */
const later = ['ai21labs', 'anthropic', 'amazon-bedrock', 'cohere', 'google-cloud-vertex-ai', 'palm']
const known = ['openai', 'databricks-model-serving', 'custom']

interface Place {
  model: ExternalModel
  path: PropertyKey[]
  fields: FieldReader
  providers: ProviderRow[]
}

/** `path`: where the external model stands. Refuses, through `fields`, what cannot be reached. */
export function readExternalModel(place: Place): ModelConnection {
  const { model, path, fields } = place
  switch (model.provider) {
    case 'openai':
      return openAi(place)
    case 'databricks-model-serving':
      return databricks(place)
    case 'custom':
      return custom(place)
    default:
      return fields.refuse(
        [...path, 'provider'],
        later.includes(model.provider)
          ? `this version cannot reach ${model.provider} yet; it speaks to ${known.slice(0, -1).join(', ')} and ${known.at(-1)}.`
          : `there is no provider ${model.provider}. Expected one of: ${known.join(', ')}.`,
      )
  }
}

function openAi({ model, path, fields, providers }: Place): ModelConnection {
  const here = [...path, 'openai_config']
  const config = model.openai_config ?? {}
  const credential = fields.secret(config, 'openai_api_key', here)
  const given = config.openai_api_base
  const base = given === undefined ? undefined : readUrl(given, [...here, 'openai_api_base'], fields)
  const { openai_api_key: _, openai_api_key_plaintext: __, ...rest } = config
  const shown = {
    ...identity(model),
    openai_config: { ...rest, ...(base === undefined ? {} : { openai_api_base: base }) },
  }
  const row = (id: string) => withOrganization(rowOf(id, providers), config.openai_organization, here, fields)
  switch (config.openai_api_type?.toLowerCase()) {
    case 'azuread':
      return fields.refuse(
        [...here, 'openai_api_type'],
        'signing in with Microsoft Entra comes later; use azure with openai_api_key.',
      )
    case 'azure': {
      if (base === undefined || config.openai_deployment_name === undefined)
        return fields.refuse(here, 'openai_api_type azure needs openai_api_base and openai_deployment_name.')
      const url = new URL(base)
      if (config.openai_api_version !== undefined) url.searchParams.set('api-version', config.openai_api_version)
      const deployment = config.openai_deployment_name
      return { row: row('azure-openai'), baseUrl: url.href, model: deployment, credential, shown }
    }
    case undefined:
    case 'openai': {
      if (base === undefined)
        return { row: row('openai'), baseUrl: rowOf('openai', providers).baseUrl, model: model.name, credential, shown }
      // The address tells whose it is: that provider's row knows its ways.
      const owner = providers.find(({ baseUrl }) => URL.parse(baseUrl)?.origin === new URL(base).origin)
      return { row: row(owner?.id ?? 'custom'), baseUrl: base, model: model.name, credential, shown }
    }
    default:
      return fields.refuse([...here, 'openai_api_type'], 'expected one of: openai, azure, azuread.')
  }
}

function databricks({ model, path, fields, providers }: Place): ModelConnection {
  const here = [...path, 'databricks_model_serving_config']
  const config =
    model.databricks_model_serving_config ??
    fields.refuse([...path, 'provider'], `provider ${model.provider} needs databricks_model_serving_config.`)
  const baseUrl = readUrl(config.databricks_workspace_url, [...here, 'databricks_workspace_url'], fields)
  const { databricks_client_id: givenId } = config
  const token = fields.secret(config, 'databricks_api_token', here)
  const secret = fields.secret(config, 'databricks_client_secret', here)
  const clientId = givenId === undefined ? undefined : fields.text(givenId, [...here, 'databricks_client_id'])
  if (secret !== undefined && clientId === undefined)
    fields.refuse([...here, 'databricks_client_id'], 'it is missing: the client secret belongs to one.')
  if (clientId !== undefined && token !== undefined)
    fields.refuse(
      [...here, 'databricks_client_id'],
      'give databricks_api_token, or databricks_client_id with databricks_client_secret, not both.',
    )
  return {
    row: withClient(rowOf('databricks-model-serving', providers), clientId),
    baseUrl,
    model: model.name,
    credential: clientId === undefined ? token : secret,
    shown: {
      ...identity(model),
      databricks_model_serving_config: {
        databricks_workspace_url: baseUrl,
        ...(clientId === undefined ? {} : { databricks_client_id: clientId }),
      },
    },
  }
}

function custom({ model, path, fields, providers }: Place): ModelConnection {
  const here = [...path, 'custom_provider_config']
  const config =
    model.custom_provider_config ??
    fields.refuse([...path, 'provider'], `provider ${model.provider} needs custom_provider_config.`)
  const { bearer_token_auth: bearer, api_key_auth: own } = config
  if (bearer !== undefined && own !== undefined)
    fields.refuse([...here, 'api_key_auth'], 'give bearer_token_auth or api_key_auth, not both.')
  const url = readUrl(config.custom_provider_url, [...here, 'custom_provider_url'], fields)
  const row = { ...rowOf('custom', providers) }
  if (own !== undefined)
    row.credentialStyle = { header: readHeaderName(own.key, [...here, 'api_key_auth', 'key'], fields) }
  // A scoring server has one address; a provider of OpenAI's wire has one for each task.
  if (model.task === 'custom') row.paths = { chat: '', completions: '', embeddings: '', models: null }
  return {
    row,
    // Databricks wants the whole URL of the call; here it is the base that the task's path is added to.
    baseUrl: model.task === 'custom' ? url : url.replace(/\/(?:chat\/completions|completions|embeddings)\/?$/, ''),
    model: model.name,
    credential:
      own === undefined
        ? fields.secret(bearer ?? {}, 'token', [...here, 'bearer_token_auth'])
        : fields.secret(own, 'value', [...here, 'api_key_auth']),
    shown: {
      ...identity(model),
      custom_provider_config: {
        custom_provider_url: url,
        ...(bearer === undefined ? {} : { bearer_token_auth: {} }),
        ...(own === undefined ? {} : { api_key_auth: { key: own.key } }),
      },
    },
  }
}

function identity({ name, provider, task }: ExternalModel): Pick<ExternalModel, 'name' | 'provider' | 'task'> {
  return { name, provider, task }
}

function rowOf(id: string, providers: ProviderRow[]): ProviderRow {
  const row = providers.find((provider) => provider.id === id)
  if (row === undefined) throw new Error(`There is no provider row ${id}.`)
  return row
}

function withOrganization(
  row: ProviderRow,
  organization: string | undefined,
  path: PropertyKey[],
  fields: FieldReader,
): ProviderRow {
  if (organization === undefined) return row
  if (!/^[!-~]+$/.test(organization)) fields.refuse([...path, 'openai_organization'], 'it cannot be sent in a header.')
  return { ...row, headers: { 'openai-organization': organization } }
}

/** Headers that are the connection's own: setting one would change what the request is, not who sends it. */
const reserved =
  /^(?:host|connection|content-.*|transfer-encoding|te|trailer|upgrade|expect|keep-alive|proxy-.*|accept.*|cookie|user-agent)$/i

function readHeaderName(name: string, path: PropertyKey[], fields: FieldReader): string {
  if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(name)) fields.refuse(path, 'this is not the name of a header.')
  if (reserved.test(name)) fields.refuse(path, `the header ${name} cannot hold a key.`)
  return name
}

function readUrl(text: string, path: PropertyKey[], fields: FieldReader): string {
  const value = fields.text(text, path)
  try {
    parseOutboundUrl(value)
  } catch (error) {
    if (error instanceof FailureError) return fields.refuse(path, error.failure.message)
    throw error
  }
  return value
}
