import type { Endpoint } from '../contract/endpoint.ts'
import type { Task } from '../contract/task.ts'

type Fields = Record<string, unknown>

/** GET /api/2.0/serving-endpoints/{name}/openapi: how this one endpoint is asked. */
export function endpointOpenApi(endpoint: Endpoint, origin: string): Fields {
  const served = endpoint.served ?? []
  const operation = (summary: string): Fields => ({
    post: {
      summary,
      requestBody: {
        required: true,
        content: { 'application/json': { schema: { oneOf: endpoint.tasks.map((task) => requests[task]) } } },
      },
      responses: {
        '200': { description: 'The answer.', content: { 'application/json': { schema: { type: 'object' } } } },
        default: { description: 'What went wrong.', content: { 'application/json': { schema: errorSchema } } },
      },
    },
  })
  return {
    openapi: '3.1.0',
    info: { title: endpoint.name, version: '1' },
    servers: [{ url: `${origin}/serving-endpoints/${encodeURIComponent(endpoint.name)}` }],
    paths: {
      '/invocations': operation(`Query ${endpoint.name}`),
      ...Object.fromEntries(
        served.map(({ name }) => [
          `/served-models/${encodeURIComponent(name)}/invocations`,
          operation(`Query ${name}`),
        ]),
      ),
    },
  }
}

const errorSchema = {
  type: 'object',
  required: ['error_code', 'message'],
  properties: { error_code: { type: 'string' }, message: { type: 'string' } },
}

const text = { type: 'string' }
const texts = { oneOf: [text, { type: 'array', items: text }] }
const sampling = {
  max_tokens: { type: 'integer', minimum: 1 },
  temperature: { type: 'number' },
  top_p: { type: 'number' },
  stop: texts,
  n: { type: 'integer', minimum: 1 },
  stream: { type: 'boolean' },
}

const requests: Record<Task, Fields> = {
  'llm/v1/chat': {
    type: 'object',
    required: ['messages'],
    properties: {
      messages: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'object',
          required: ['role'],
          properties: { role: text, content: { oneOf: [text, { type: 'array' }, { type: 'null' }] } },
        },
      },
      tools: { type: 'array', items: { type: 'object' } },
      response_format: { type: 'object' },
      ...sampling,
    },
  },
  'llm/v1/completions': { type: 'object', required: ['prompt'], properties: { prompt: texts, ...sampling } },
  'llm/v1/embeddings': {
    type: 'object',
    required: ['input'],
    properties: { input: texts, encoding_format: { enum: ['float', 'base64'] }, dimensions: { type: 'integer' } },
  },
  custom: {
    type: 'object',
    properties: {
      dataframe_split: { type: 'object' },
      dataframe_records: { type: 'array' },
      instances: { type: 'array' },
      inputs: {},
    },
  },
}
