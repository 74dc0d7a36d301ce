import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { operations, type Operation } from '../contract/operations.ts'

type Json = Record<string, unknown>

interface Route {
  method: string
  /** As Fastify writes it: `/api/runs/:id`. */
  url: string
}

/**
 * GET /openapi.json: every route of both planes in OpenAPI 3.1. Must come before the routes: it listens to what is
 * registered. Catch-alls and HEAD, which is GET without a body, are left out.
 */
export function openApiRoutes(app: FastifyInstance, { version }: { version: string }): void {
  const routes: Route[] = []
  app.addHook('onRoute', ({ method, url }) => {
    const methods = [method].flat()
    if (methods.length > 2 || url.includes('*')) return
    for (const name of methods) if (name !== 'HEAD') routes.push({ method: name, url })
  })
  let document: Json | undefined
  app.get('/openapi.json', () => (document ??= openApiDocument(routes, version)))
}

function openApiDocument(routes: Route[], version: string): Json {
  const paths: Record<string, Json> = {}
  for (const { method, url } of routes) {
    const path = url.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(method, url) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'AI Playground', version },
    paths,
    components: {
      schemas: errorSchemas,
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An access token of this server.' },
        basic: { type: 'http', scheme: 'basic', description: 'The user name is token, the password an access token.' },
      },
    },
    // On this machine none is needed.
    security: [{}, { bearer: [] }, { basic: [] }],
  }
}

function operationOf(method: string, url: string): Json {
  const operation = operations.get(`${method} ${url}`)
  const names = [...url.matchAll(/:(\w+)/g)].map(([, name]) => name ?? '')
  return {
    operationId: `${method.toLowerCase()}${url.replace(/[^A-Za-z0-9]+(\w?)/g, (_, letter: string) => letter.toUpperCase())}`,
    ...(operation && { summary: operation.summary }),
    parameters: [
      ...names.map((name) => ({
        name,
        in: 'path',
        required: true,
        schema: schemaOf(operation?.params?.[name] ?? z.string().min(1)),
      })),
      ...Object.entries(operation?.query?.shape ?? {}).map(([name, schema]) => ({
        name,
        in: 'query',
        required: false,
        // Shapes of an object are schemas of the full kind; their type says less.
        schema: schemaOf(schema as z.ZodType),
      })),
    ],
    ...requestBody(operation),
    responses: {
      '2XX': { description: 'Success', ...content(operation?.answer) },
      default: {
        description: 'What went wrong',
        content: { 'application/json': { schema: { $ref: `#/components/schemas/${errorOf(url)}` } } },
      },
    },
  }
}

function requestBody(operation: Operation | undefined): Json {
  const { body, takes = 'application/json' } = operation ?? {}
  if (body === undefined && takes === 'application/json') return {}
  return { requestBody: { required: true, content: { [takes]: body === undefined ? {} : { schema: schemaOf(body) } } } }
}

function content(answer: Operation['answer']): Json {
  switch (answer) {
    case undefined:
      return { content: { 'application/json': {} } }
    case 'events':
      return { content: { 'text/event-stream': {} } }
    case 'text':
      return { content: { 'text/plain': {} } }
    case 'bytes':
      return { content: { 'application/octet-stream': {} } }
    case 'nothing':
      return {}
  }
}

/** What a caller sends; a check that JSON Schema has no words for is left out. */
function schemaOf(schema: z.ZodType): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return json
}

function errorOf(url: string): keyof typeof errorSchemas {
  if (url === '/oidc/v1/token') return 'OAuthError'
  return /^\/(?:api(?!\/2\.0)|openapi)/.test(url) ? 'Error' : 'DatabricksError'
}

const word = { type: 'string' }

const errorSchemas = {
  /** The app's own API. */
  Error: {
    type: 'object',
    required: ['failure'],
    properties: {
      failure: {
        type: 'object',
        required: ['kind', 'message', 'isRetryable'],
        properties: { kind: word, message: word, isRetryable: { type: 'boolean' }, field: word },
      },
    },
  },
  DatabricksError: {
    type: 'object',
    required: ['error_code', 'message'],
    properties: { error_code: word, message: word },
  },
  /** RFC 6749, section 5.2. */
  OAuthError: {
    type: 'object',
    required: ['error'],
    properties: { error: word, error_description: word },
  },
}
