import { z } from 'zod'
import { tasks } from '../contract/task.ts'

/**
 * playground.yaml in the shape of Databricks' POST /api/2.0/serving-endpoints body, `endpoints` being a list of them.
 * https://docs.databricks.com/api/workspace/servingendpoints/create, the parts that mean something here.
 */
const text = z.string().trim().min(1)
const secret = text.optional()

const openAiConfig = z.strictObject({
  openai_api_key: secret,
  openai_api_key_plaintext: secret,
  openai_api_type: z.enum(['openai', 'azure', 'azuread']).optional(),
  openai_api_base: text.optional(),
  openai_api_version: text.optional(),
  openai_deployment_name: text.optional(),
  openai_organization: text.optional(),
})

const databricksConfig = z.strictObject({
  databricks_workspace_url: text,
  databricks_api_token: secret,
  databricks_api_token_plaintext: secret,
  databricks_client_id: text.optional(),
  databricks_client_secret: secret,
  databricks_client_secret_plaintext: secret,
})

const customConfig = z.strictObject({
  custom_provider_url: text,
  bearer_token_auth: z.strictObject({ token: secret, token_plaintext: secret }).optional(),
  api_key_auth: z.strictObject({ key: text, value: secret, value_plaintext: secret }).optional(),
})

const externalModel = z.strictObject({
  name: text,
  provider: text,
  task: z.enum(tasks),
  openai_config: openAiConfig.optional(),
  databricks_model_serving_config: databricksConfig.optional(),
  custom_provider_config: customConfig.optional(),
})

const percentage = z.union([z.int().min(0).max(100), z.string().regex(/^\d{1,3}$/)])

const trafficConfig = z.strictObject({
  routes: z.array(
    z.strictObject({
      served_model_name: text.optional(),
      served_entity_name: text.optional(),
      traffic_percentage: percentage,
    }),
  ),
})

const rateLimit = z.strictObject({
  calls: z.int().optional(),
  key: text.optional(),
  renewal_period: text.optional(),
})

const endpoint = z.strictObject({
  name: text.max(200),
  config: z.strictObject({
    served_entities: z.array(z.strictObject({ name: text.optional(), external_model: externalModel })),
    traffic_config: trafficConfig.optional(),
  }),
  ai_gateway: z
    .strictObject({
      fallback_config: z.strictObject({ enabled: z.boolean() }).optional(),
      rate_limits: z.array(rateLimit).optional(),
    })
    .optional(),
})

export const playgroundYamlSchema = z.strictObject({ endpoints: z.array(endpoint) })
