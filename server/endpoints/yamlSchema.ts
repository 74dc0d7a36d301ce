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
})

const databricksConfig = z.strictObject({
  databricks_workspace_url: text,
  databricks_api_token: secret,
  databricks_api_token_plaintext: secret,
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

const endpoint = z.strictObject({
  name: text.max(200),
  config: z.strictObject({
    served_entities: z
      .array(z.strictObject({ name: text.optional(), external_model: externalModel }))
      .min(1)
      .max(1, 'one served entity: splitting traffic between several comes later'),
  }),
})

export const playgroundYamlSchema = z.strictObject({ endpoints: z.array(endpoint) })

export type YamlExternalModel = z.infer<typeof externalModel>
