import type { Endpoint } from '../contract/endpoint.ts'
import type { ExternalModel } from '../contract/servingEndpoint.ts'
import type { DescribedEndpoint } from '../endpoints/endpointAdmin.ts'

type Fields = Record<string, unknown>

/** In place of the e-mail address of whoever made it: this server knows tokens, not people. */
export const localUser = 'playground@localhost'

/** An endpoint as Databricks' list shows it. Fields and their meaning: contract 3.1. */
export function endpointSummary(described: DescribedEndpoint): Fields {
  return { ...identity(described), config: { served_entities: entities(described).map(summaryOf) } }
}

/** And as `get`, `create` and `update_config` answer: contract 3.2. */
export function endpointDetail(described: DescribedEndpoint): Fields {
  const { stored, updatedAt, createdAt } = described
  const isReady = described.endpoint.state.type === 'ready'
  const reason = described.endpoint.state.type === 'unavailable' ? described.endpoint.state.reason : ''
  const all = entities(described)
  return {
    ...identity(described),
    config: {
      config_version: stored?.configVersion ?? 1,
      served_entities: all.map((entity) => ({
        ...summaryOf(entity),
        creator: localUser,
        creation_timestamp: createdAt.getTime(),
        last_updated_timestamp: updatedAt.getTime(),
        state: {
          deployment: isReady ? 'DEPLOYMENT_READY' : 'DEPLOYMENT_FAILED',
          deployment_state_message: reason,
        },
      })),
      traffic_config: {
        routes: all.map(({ name, trafficPercentage }) => ({
          served_model_name: name,
          served_entity_name: name,
          traffic_percentage: trafficPercentage,
        })),
      },
    },
    route_optimized: false,
    ...(stored?.document.emailNotifications && { email_notifications: stored.document.emailNotifications }),
  }
}

function identity({ endpoint, id, createdAt, updatedAt, stored, definition }: DescribedEndpoint): Fields {
  const { document } = stored ?? {}
  const gateway =
    document === undefined
      ? definition?.isFallbackEnabled && { fallback_config: { enabled: true } }
      : (document.aiGateway ?? (document.rateLimits && { rate_limits: document.rateLimits }))
  const [task] = endpoint.tasks
  return {
    name: endpoint.name,
    id,
    creator: localUser,
    creator_display_name: localUser,
    creator_kind: 'User',
    creation_timestamp: createdAt.getTime(),
    last_updated_timestamp: updatedAt.getTime(),
    state: { ready: endpoint.state.type === 'ready' ? 'READY' : 'NOT_READY', config_update: 'NOT_UPDATING' },
    // Absent for custom models.
    ...(task === undefined || task === 'custom' ? {} : { task }),
    endpoint_type: endpoint.source === 'built-in' ? 'FOUNDATION_MODEL_API' : 'EXTERNAL_MODEL',
    permission_level: stored === undefined ? 'CAN_QUERY' : 'CAN_MANAGE',
    tags: document?.tags ?? [],
    ...(gateway && { ai_gateway: gateway }),
    ...(document?.description === undefined ? {} : { description: document.description }),
    ...(document?.budgetPolicyId === undefined ? {} : { budget_policy_id: document.budgetPolicyId }),
  }
}

interface ShownEntity {
  name: string
  trafficPercentage: number
  external?: ExternalModel
  /** A model of this machine. */
  local?: Endpoint
}

function entities({ endpoint, definition }: DescribedEndpoint): ShownEntity[] {
  if (definition !== undefined)
    return definition.entities.map(({ name, trafficPercentage, connection }) => ({
      name,
      trafficPercentage,
      external: connection.shown,
    }))
  const entity = { name: endpoint.name, trafficPercentage: 100 }
  return [
    endpoint.source === 'built-in' ? { ...entity, local: endpoint } : { ...entity, external: externalOf(endpoint) },
  ]
}

function summaryOf({ name, external, local }: ShownEntity): Fields {
  if (external !== undefined) return { name, type: 'EXTERNAL_MODEL', external_model: external }
  // As Databricks shows the models it runs itself.
  const model = `system.ai.${local?.model ?? name}`
  return {
    name,
    entity_name: model,
    entity_version: '1',
    type: 'FOUNDATION_MODEL',
    foundation_model: { name: model, display_name: local?.model ?? name, docs: '', description: local?.note ?? '' },
  }
}

/** An upstream's model in Databricks' words: every provider of OpenAI's wire is its `openai` with another base. */
function externalOf({ provider, model, tasks: [task = 'llm/v1/chat'], baseUrl = '' }: Endpoint): ExternalModel {
  const common = { name: model, task }
  switch (provider) {
    case 'databricks-model-serving':
      return { ...common, provider, databricks_model_serving_config: { databricks_workspace_url: baseUrl } }
    case 'custom':
      return { ...common, provider, custom_provider_config: { custom_provider_url: baseUrl } }
    case 'azure-openai':
      return {
        ...common,
        provider: 'openai',
        openai_config: { openai_api_type: 'azure', openai_api_base: baseUrl, openai_deployment_name: model },
      }
    default:
      return { ...common, provider: 'openai', openai_config: { openai_api_base: baseUrl } }
  }
}
