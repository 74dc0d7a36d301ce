import { z } from 'zod'
import { tasks } from './task.ts'

/**
 * The bodies of Databricks' serving-endpoints API (/api/2.0/serving-endpoints), the parts that mean something here.
 * Fields this server does not know are passed over, as Databricks does; what it knows and cannot do is refused in words
 * by those who read the values (server/endpoints).
 * source: https://github.com/databricks/databricks-sdk-py, databricks/sdk/service/serving.py
 */
export const maxServedEntities = 15

const text = (max: number) => z.string().trim().min(1).max(max)
const secret = z.string().min(1).max(20_000).optional()
const optionalText = text(2000).optional()

const openAiConfigSchema = z.object({
  openai_api_key: secret,
  openai_api_key_plaintext: secret,
  openai_api_type: optionalText,
  openai_api_base: optionalText,
  openai_api_version: optionalText,
  openai_deployment_name: optionalText,
  openai_organization: optionalText,
})

const databricksConfigSchema = z.object({
  databricks_workspace_url: text(2000),
  databricks_api_token: secret,
  databricks_api_token_plaintext: secret,
  // Ours: Databricks' own call knows tokens only.
  databricks_client_id: optionalText,
  databricks_client_secret: secret,
  databricks_client_secret_plaintext: secret,
})

const customConfigSchema = z.object({
  custom_provider_url: text(2000),
  bearer_token_auth: z.object({ token: secret, token_plaintext: secret }).optional(),
  api_key_auth: z.object({ key: text(200), value: secret, value_plaintext: secret }).optional(),
})

const externalModelSchema = z.object({
  name: text(300),
  provider: text(100),
  task: z.enum(tasks),
  openai_config: openAiConfigSchema.optional(),
  databricks_model_serving_config: databricksConfigSchema.optional(),
  custom_provider_config: customConfigSchema.optional(),
})

const servedEntitySchema = z.object({
  name: optionalText,
  external_model: externalModelSchema.optional(),
  entity_name: optionalText,
  entity_version: optionalText,
})

const trafficConfigSchema = z.object({
  routes: z
    .array(
      z.object({
        served_model_name: optionalText,
        served_entity_name: optionalText,
        /** Databricks' own documentation sends texts, "90". */
        traffic_percentage: z.union([z.int().min(0).max(100), z.string().regex(/^\s*\d{1,3}\s*$/)]),
      }),
    )
    .max(100)
    .optional(),
})

const configFields = {
  served_entities: z.array(servedEntitySchema).max(100).optional(),
  served_models: z.array(z.unknown()).max(100).optional(),
  traffic_config: trafficConfigSchema.optional(),
  auto_capture_config: z.object({ enabled: z.boolean().optional() }).optional(),
}

/** PUT /api/2.0/serving-endpoints/{name}/config */
export const endpointConfigSchema = z.object(configFields)

const rateLimitSchema = z.object({
  calls: z.int().optional(),
  tokens: z.int().optional(),
  key: text(100).optional(),
  principal: optionalText,
  renewal_period: text(100).optional(),
})

/** PUT /api/2.0/serving-endpoints/{name}/rate-limits */
export const rateLimitsSchema = z.object({ rate_limits: z.array(rateLimitSchema).max(100).optional() })

const guardrailSchema = z.object({
  invalid_keywords: z.array(z.string()).optional(),
  valid_topics: z.array(z.string()).optional(),
  safety: z.boolean().optional(),
  pii: z.object({ behavior: z.string().optional() }).optional(),
})

/** PUT /api/2.0/serving-endpoints/{name}/ai-gateway */
export const aiGatewaySchema = z.object({
  fallback_config: z.object({ enabled: z.boolean() }).optional(),
  rate_limits: z.array(rateLimitSchema).max(100).optional(),
  guardrails: z.object({ input: guardrailSchema.optional(), output: guardrailSchema.optional() }).optional(),
  usage_tracking_config: z.object({ enabled: z.boolean() }).optional(),
  inference_table_config: z
    .object({
      enabled: z.boolean().optional(),
      catalog_name: optionalText,
      schema_name: optionalText,
      table_name_prefix: optionalText,
    })
    .optional(),
})

const tagSchema = z.object({ key: text(127), value: z.string().max(255).optional() })

/** PATCH /api/2.0/serving-endpoints/{name}/tags */
export const tagsPatchSchema = z.object({
  add_tags: z.array(tagSchema).max(100).optional(),
  delete_tags: z.array(z.string().max(127)).max(100).optional(),
})

const emailNotificationsSchema = z.object({
  on_update_success: z.array(z.string().max(320)).max(100).optional(),
  on_update_failure: z.array(z.string().max(320)).max(100).optional(),
})

/** PATCH /api/2.0/serving-endpoints/{name}/notifications */
export const notificationsSchema = z.object({ email_notifications: emailNotificationsSchema.optional() })

/** POST /api/2.0/serving-endpoints */
export const createEndpointSchema = z.object({
  name: z
    .string()
    .max(63)
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9_-]*$/,
      'it may hold letters, digits, - and _ only, and begins with a letter or digit',
    ),
  config: endpointConfigSchema.optional(),
  ai_gateway: aiGatewaySchema.optional(),
  rate_limits: z.array(rateLimitSchema).max(100).optional(),
  tags: z.array(tagSchema).max(100).optional(),
  route_optimized: z.boolean().optional(),
  description: z.string().max(2000).optional(),
  budget_policy_id: optionalText,
  email_notifications: emailNotificationsSchema.optional(),
})

export type ExternalModel = z.infer<typeof externalModelSchema>
export type EndpointConfig = z.infer<typeof endpointConfigSchema>
export type RateLimit = z.infer<typeof rateLimitSchema>
export type AiGateway = z.infer<typeof aiGatewaySchema>
export type EndpointTag = z.infer<typeof tagSchema>
export type EmailNotifications = z.infer<typeof emailNotificationsSchema>
export type CreateEndpoint = z.infer<typeof createEndpointSchema>
export type TagsPatch = z.infer<typeof tagsPatchSchema>
