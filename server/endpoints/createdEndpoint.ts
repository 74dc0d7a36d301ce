import type { EndpointConfig, ExternalModel } from '../contract/servingEndpoint.ts'
import { FailureError } from '../contract/failure.ts'
import type { ProviderRow } from '../providers/providerRow.ts'
import type { ServingDocument, StoredEntity, StoredServingEndpoint } from '../store/servingEndpoints.ts'
import type { Vault } from '../vault/vault.ts'
import { bindCredential } from '../wire/credential.ts'
import { originOf } from './addedUpstreams.ts'
import type { EndpointDefinition } from './endpointDefinition.ts'
import { readExternalModel, type ModelConnection } from './externalModel.ts'
import { apiFields, storedFields } from './fieldReader.ts'
import { readRateLimits } from './rateLimit.ts'
import { readServedEntities } from './servedEntities.ts'

interface Keeping {
  vault: Vault
  providers: ProviderRow[]
}

/** What is stored of an endpoint, ready for use. */
export function definitionOf(
  { id, name, document }: StoredServingEndpoint,
  { vault, providers }: Keeping,
): EndpointDefinition {
  const entities = document.entities.map((entity) => {
    const { credential: sealed, lastFour, external: model, ...rest } = entity
    const { credential: _, ...connection } = readExternalModel({ model, path: [], fields: storedFields, providers })
    const origin = originOf(connection.baseUrl)
    return {
      ...rest,
      connection,
      credential: { isSet: sealed !== null, ...(lastFour === null ? {} : { lastFour }) },
      readCredential: () => (sealed === null ? undefined : vault.open(sealed, { upstreamId: id, origin })),
    }
  })
  return {
    id,
    name,
    task: document.entities[0]?.external.task ?? 'llm/v1/chat',
    entities,
    isFallbackEnabled: document.aiGateway?.fallback_config?.enabled ?? false,
    limits: limitsOf(document),
    source: 'created',
    sourceDetail: 'over the API',
  }
}

/** Those set by themselves and those of the AI gateway hold together. Throws FailureError on one that is not kept. */
export function limitsOf({ rateLimits = [], aiGateway }: Pick<ServingDocument, 'rateLimits' | 'aiGateway'>) {
  const gateway = readRateLimits(aiGateway?.rate_limits ?? [], ['ai_gateway', 'rate_limits'], apiFields)
  const own = readRateLimits(rateLimits, ['rate_limits'], apiFields)
  const perEndpoint = Math.min(own.perEndpoint ?? Infinity, gateway.perEndpoint ?? Infinity)
  const perRequester = Math.min(own.perRequester ?? Infinity, gateway.perRequester ?? Infinity)
  return {
    ...(perEndpoint === Infinity ? {} : { perEndpoint }),
    ...(perRequester === Infinity ? {} : { perRequester }),
  }
}

/**
 * The served entities of a config as they are stored, their keys sealed for the endpoint and the address. A key that is
 * not sent again stays with an entity of the same name while its address has the same origin; else it is forgotten.
 * Throws FailureError (bad-request, address-refused) naming the field.
 */
export function storedEntities(
  config: EndpointConfig,
  { id, before, path, vault, providers }: Keeping & { id: string; before: StoredEntity[]; path: PropertyKey[] },
): StoredEntity[] {
  const { entities } = readServedEntities(config, { path, fields: apiFields, providers })
  return entities.map(({ name, connection, trafficPercentage }, index) => {
    const here = [...path, 'served_entities', index, 'external_model']
    const origin = originOf(connection.baseUrl)
    const entity = { name, external: connection.shown, trafficPercentage }
    const { credential } = connection
    const text = credential?.reveal() ?? ''
    if (credential !== undefined && text !== '') {
      checkSendable(text, connection, here)
      const sealed = vault.seal(text, { upstreamId: id, origin })
      return { ...entity, credential: sealed, lastFour: credential.lastFour ?? null }
    }
    const old = before.find((it) => it.name === name && it.credential !== null)
    const oldOrigin = old === undefined ? undefined : originOfEntity(old, providers)
    // A secret belongs to its client as it does to its address.
    const isSameClient = clientIdOfModel(old?.external) === clientIdOfModel(connection.shown)
    if (old !== undefined && oldOrigin === origin && isSameClient && wantsKey(connection) !== 'no')
      return { ...entity, credential: old.credential, lastFour: old.lastFour }
    if (wantsKey(connection) === 'yes')
      apiFields.refuse(
        here,
        oldOrigin === undefined || oldOrigin === origin
          ? 'its key is missing. Send it in the field that ends in _plaintext.'
          : `the stored key was given for ${oldOrigin} and is not sent to ${origin}. Send a key for it.`,
      )
    return { ...entity, credential: null, lastFour: null }
  })
}

function clientIdOfModel(model: ExternalModel | undefined): string | undefined {
  return model?.databricks_model_serving_config?.databricks_client_id
}

function originOfEntity({ external: model }: StoredEntity, providers: ProviderRow[]): string {
  return originOf(readExternalModel({ model, path: [], fields: storedFields, providers }).baseUrl)
}

/** A custom provider says by itself whether it wants one. */
function wantsKey({ shown, row }: ModelConnection): 'yes' | 'no' | 'perhaps' {
  const custom = shown.custom_provider_config
  if (custom !== undefined)
    return custom.bearer_token_auth === undefined && custom.api_key_auth === undefined ? 'no' : 'yes'
  return row.credential === 'required' ? 'yes' : 'perhaps'
}

function checkSendable(text: string, { baseUrl, row }: ModelConnection, path: PropertyKey[]): void {
  try {
    bindCredential(new URL(baseUrl), text, row.credentialStyle)
  } catch (error) {
    if (!(error instanceof FailureError)) throw error
    apiFields.refuse(path, 'the key holds a space, a line break or a character that cannot be sent.')
  }
}
