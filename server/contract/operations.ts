import { z } from 'zod'
import { accessTokenDraftSchema, servicePrincipalDraftSchema } from './access.ts'
import { embeddingRequestSchema, vectorsQuerySchema } from './embedding.ts'
import { trafficSchema, upstreamDraftSchema, upstreamTestSchema } from './endpoint.ts'
import {
  invocationCountSchema,
  invocationDeleteSchema,
  invocationExportSchema,
  invocationListSchema,
  recordingSettingsSchema,
} from './invocationList.ts'
import { idSchema, joinRequestSchema, queryRequestSchema, runRequestSchema, stopRequestSchema } from './run.ts'
import { rerunSchema } from './rerunDocument.ts'
import {
  aiGatewaySchema,
  createEndpointSchema,
  endpointConfigSchema,
  notificationsSchema,
  rateLimitsSchema,
  tagsPatchSchema,
} from './servingEndpoint.ts'
import { sessionChangeSchema, sessionDeleteSchema, sessionListSchema, sessionSaveSchema } from './session.ts'
import { sessionBatchSchema } from './sessionBatch.ts'
import { everythingExportSchema } from './everythingFile.ts'
import { versionParamsSchema } from './sessionVersion.ts'
import { sessionExportSchema, sessionImportSchema } from './sessionFile.ts'
import { shareDraftSchema, shareForkSchema, sharePartsSchema } from './share.ts'

/**
 * What each route takes, for GET /openapi.json: the same schemas the routes parse with. Routes themselves are listed from
 * what is registered, so that none can be missing; a test asks for a line here for each.
 */
export interface Operation {
  summary: string
  body?: z.ZodType
  /** Its fields are the query's parameters. */
  query?: z.ZodObject
  /** Of parameters in the path that are not just any text. */
  params?: Record<string, z.ZodType>
  /** What a success is, where it is not JSON. */
  answer?: 'events' | 'text' | 'bytes' | 'nothing'
  /** The body's type, where it is not JSON. */
  takes?: 'application/x-www-form-urlencoded' | 'application/octet-stream'
}

const withId = { params: { id: idSchema } }
const text = z.string()

const messages = z.array(z.looseObject({ role: text, content: z.unknown().optional() })).min(1)
/** The data plane passes a body on as it came: what it reads of it is this. */
const chat = z.looseObject({ messages, stream: z.boolean().optional() })
const completion = z.looseObject({
  prompt: z.union([text, z.array(text)]),
  stream: z.boolean().optional(),
})
const embedding = z.looseObject({
  input: z.union([text, z.array(text), z.array(z.int()), z.array(z.array(z.int()))]),
  encoding_format: z.enum(['float', 'base64']).optional(),
})
const scoring = z.looseObject({
  dataframe_split: z.unknown().optional(),
  dataframe_records: z.unknown().optional(),
  instances: z.unknown().optional(),
  inputs: z.unknown().optional(),
})
const responses = z.looseObject({ model: text, input: z.unknown(), stream: z.boolean().optional() })
const invocation = z.union([chat, completion, embedding, scoring])
const model = { model: text }

const dataPlane = (base: string): [string, Operation][] => [
  [`POST ${base}/chat/completions`, { summary: 'Chat with the endpoint that model names', body: chat.extend(model) }],
  [`POST ${base}/completions`, { summary: 'Complete a text', body: completion.extend(model) }],
  [`POST ${base}/embeddings`, { summary: 'Embed texts', body: embedding.extend(model) }],
  [`POST ${base}/responses`, { summary: 'Ask by the Responses API', body: responses }],
  [`GET ${base}/models`, { summary: 'List endpoints as OpenAI lists models' }],
]

const serving = '/api/2.0/serving-endpoints'

/** By method and path as Fastify writes it. */
export const operations: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['GET /api/status', { summary: 'Version, where data is kept, whether it can be saved' }],
  ['GET /api/endpoints', { summary: 'Every endpoint, upstream and provider' }],
  ['DELETE /api/endpoints/:name', { summary: 'Remove an endpoint created over the API', answer: 'nothing' }],
  [
    'PUT /api/endpoints/:name/traffic',
    { summary: 'Split invocations between served models', body: trafficSchema, answer: 'nothing' },
  ],
  ['POST /api/endpoints/discover', { summary: 'Look again for local servers and models' }],
  ['POST /api/upstreams', { summary: 'Add an upstream', body: upstreamDraftSchema }],
  ['POST /api/upstreams/test', { summary: 'Test an upstream', body: upstreamTestSchema }],
  ['PUT /api/upstreams/:id', { summary: 'Change an upstream', body: upstreamDraftSchema }],
  ['DELETE /api/upstreams/:id', { summary: 'Remove an upstream', answer: 'nothing' }],
  ['GET /api/upstreams/:id/models', { summary: 'The models an upstream lists' }],
  ['GET /api/models', { summary: 'Models of this machine' }],
  ['POST /api/models/rescan', { summary: 'Look again into the models folder' }],
  ['POST /api/models/:name/fetch', { summary: 'Download a model' }],
  ['POST /api/models/:name/cancel', { summary: 'Stop a download' }],
  ['GET /api/sessions', { summary: 'Sessions found, newest change first', query: sessionListSchema }],
  ['GET /api/sessions/facets', { summary: 'What there is to filter sessions by' }],
  ['POST /api/sessions/batch', { summary: 'Do one thing to many sessions', body: sessionBatchSchema }],
  ['POST /api/sessions/bin/empty', { summary: 'Delete for ever what is in the bin' }],
  ['GET /api/sessions/:id', { summary: 'A session and its replies', ...withId }],
  ['GET /api/sessions/:id/row', { summary: 'A session as the list shows it', ...withId }],
  ['PUT /api/sessions/:id', { summary: 'Save a session', body: sessionSaveSchema, ...withId }],
  ['PATCH /api/sessions/:id', { summary: 'Rename, tag or pin a session', body: sessionChangeSchema, ...withId }],
  [
    'DELETE /api/sessions/:id',
    { summary: 'Delete a session; it can be restored for 30 days', query: sessionDeleteSchema, ...withId },
  ],
  ['POST /api/sessions/:id/restore', { summary: 'Restore a deleted session', ...withId }],
  ['GET /api/sessions/:id/requests', { summary: 'What can be sent again of a session', ...withId }],
  ['POST /api/sessions/:id/duplicate', { summary: 'Copy a session', ...withId }],
  ['GET /api/sessions/:id/versions', { summary: 'Points of a session one can go back to', ...withId }],
  [
    'GET /api/sessions/:id/versions/:number',
    { summary: 'A session as it was, and its replies', params: versionParamsSchema.shape },
  ],
  [
    'GET /api/sessions/:id/versions/:number/page',
    { summary: 'A session as it was, to read', params: versionParamsSchema.shape, answer: 'text' },
  ],
  [
    'POST /api/sessions/:id/versions/:number/restore',
    { summary: 'Go back to a version; what is there now becomes one', params: versionParamsSchema.shape },
  ],
  [
    'POST /api/sessions/:id/versions/:number/fork',
    { summary: 'A new session from a version', params: versionParamsSchema.shape },
  ],
  [
    'GET /api/sessions/:id/export',
    { summary: 'A session as a file', query: sessionExportSchema, answer: 'bytes', ...withId },
  ],
  [
    'GET /api/sessions/export',
    { summary: 'All sessions as one file of JSON lines', query: everythingExportSchema, answer: 'bytes' },
  ],
  ['GET /api/sessions/import/:progress', { summary: 'How far an import is' }],
  [
    'POST /api/sessions/import',
    {
      summary: 'Import sessions and conversations of other programs',
      query: sessionImportSchema,
      takes: 'application/octet-stream',
    },
  ],
  [
    'POST /api/sessions/:id/share-previews',
    { summary: 'What others would see of a session', body: sharePartsSchema, ...withId },
  ],
  ['GET /api/share-previews/:id', { summary: 'The previewed page', answer: 'text', ...withId }],
  ['POST /api/shares', { summary: 'Share what was previewed', body: shareDraftSchema }],
  ['POST /api/shares/fork', { summary: 'Import a copy of a shared session', body: shareForkSchema }],
  ['GET /api/shares', { summary: 'Shares, without their links' }],
  ['DELETE /api/shares', { summary: 'Revoke every share', answer: 'nothing' }],
  ['DELETE /api/shares/:id', { summary: 'Revoke a share', answer: 'nothing' }],
  ['GET /share/:token', { summary: 'A shared session', answer: 'text' }],
  [
    'POST /share/:token',
    {
      summary: 'A shared session with a passphrase',
      takes: 'application/x-www-form-urlencoded',
      body: z.object({ passphrase: text }),
      answer: 'text',
    },
  ],
  ['GET /api/invocations', { summary: 'Invocations that have ended, the last one first', query: invocationListSchema }],
  ['GET /api/invocations/count', { summary: 'How many pass a filter', query: invocationCountSchema }],
  ['GET /api/invocations/choices', { summary: 'What there is to filter invocations by' }],
  [
    'GET /api/invocations/export',
    { summary: 'Invocations as JSONL, CSV or Parquet', query: invocationExportSchema, answer: 'bytes' },
  ],
  [
    'DELETE /api/invocations',
    { summary: 'Delete invocations, but for those a session shows', body: invocationDeleteSchema },
  ],
  ['GET /api/invocations/settings', { summary: 'What is recorded, and for how long' }],
  ['PUT /api/invocations/settings', { summary: 'Change what is recorded', body: recordingSettingsSchema }],
  ['GET /api/invocations/:id', { summary: 'Everything known of an invocation', ...withId }],
  ['POST /api/runs', { summary: 'Start a run and follow its events', body: runRequestSchema, answer: 'events' }],
  ['POST /api/queries', { summary: 'Send one text to many endpoints', body: queryRequestSchema, answer: 'events' }],
  ['POST /api/reruns', { summary: 'Send kept requests again', body: rerunSchema, answer: 'events' }],
  ['GET /api/runs/:id/events', { summary: 'Follow a run on', answer: 'events', ...withId }],
  [
    'POST /api/runs/:id/invocations',
    { summary: 'Join a run under way', body: joinRequestSchema, answer: 'nothing', ...withId },
  ],
  ['POST /api/runs/:id/stop', { summary: 'Stop invocations', body: stopRequestSchema, answer: 'nothing', ...withId }],
  [
    'POST /api/embeddings',
    { summary: 'Embed texts with many endpoints', body: embeddingRequestSchema, answer: 'events' },
  ],
  ['GET /api/vectors/:vectorsId', { summary: 'Stored vectors', answer: 'bytes' }],
  [
    'PUT /api/vectors/:vectorsId/:blockId',
    { summary: 'Store vectors', query: vectorsQuerySchema, takes: 'application/octet-stream', answer: 'nothing' },
  ],
  ['GET /api/access-tokens', { summary: 'Access tokens, without their secrets' }],
  ['POST /api/access-tokens', { summary: 'Create an access token', body: accessTokenDraftSchema }],
  ['DELETE /api/access-tokens/:id', { summary: 'Revoke an access token', answer: 'nothing' }],
  ['GET /api/service-principals', { summary: 'Service principals, without their secrets' }],
  ['POST /api/service-principals', { summary: 'Create a service principal', body: servicePrincipalDraftSchema }],
  ['DELETE /api/service-principals/:id', { summary: 'Revoke a service principal', answer: 'nothing' }],
  ['GET /openapi.json', { summary: 'This document' }],

  ['GET /.well-known/databricks-config', { summary: 'Where to sign in' }],
  ['GET /.well-known/oauth-authorization-server', { summary: 'OAuth metadata' }],
  ['GET /oidc/.well-known/oauth-authorization-server', { summary: 'OAuth metadata' }],
  ['GET /oidc/.well-known/openid-configuration', { summary: 'OAuth metadata' }],
  [
    'POST /oidc/v1/token',
    {
      summary: 'A token for a client id and secret',
      takes: 'application/x-www-form-urlencoded',
      body: z.object({
        grant_type: text,
        scope: text.optional(),
        client_id: text.optional(),
        client_secret: text.optional(),
      }),
    },
  ],

  [`GET ${serving}`, { summary: 'List serving endpoints' }],
  [`GET ${serving}/`, { summary: 'List serving endpoints' }],
  [`POST ${serving}`, { summary: 'Create a serving endpoint', body: createEndpointSchema }],
  [`POST ${serving}/`, { summary: 'Create a serving endpoint', body: createEndpointSchema }],
  [`GET ${serving}/:name`, { summary: 'A serving endpoint' }],
  [`DELETE ${serving}/:name`, { summary: 'Delete a serving endpoint' }],
  [`PUT ${serving}/:name/config`, { summary: 'Change served entities and traffic', body: endpointConfigSchema }],
  [`PATCH ${serving}/:name/tags`, { summary: 'Add and delete tags', body: tagsPatchSchema }],
  [`PUT ${serving}/:name/rate-limits`, { summary: 'Set rate limits', body: rateLimitsSchema }],
  [`PUT ${serving}/:name/ai-gateway`, { summary: 'Set fallback and limits', body: aiGatewaySchema }],
  [`PATCH ${serving}/:name/notifications`, { summary: 'Set e-mail notifications', body: notificationsSchema }],
  [`GET ${serving}/:name/openapi`, { summary: 'How the endpoint is asked' }],
  [`GET ${serving}/:name/metrics`, { summary: 'Recorded invocations by outcome', answer: 'text' }],
  [`GET ${serving}/:name/served-models/:entity/logs`, { summary: 'Logs of a served entity' }],
  [`GET ${serving}/:name/served-models/:entity/build-logs`, { summary: 'Build logs of a served entity' }],
  ['GET /api/2.0/permissions/serving-endpoints/:id', { summary: 'Who may do what with an endpoint' }],
  ['PUT /api/2.0/permissions/serving-endpoints/:id', { summary: 'Permissions cannot be set', body: z.looseObject({}) }],
  [
    'PATCH /api/2.0/permissions/serving-endpoints/:id',
    { summary: 'Permissions cannot be set', body: z.looseObject({}) },
  ],
  ['GET /api/2.0/permissions/serving-endpoints/:id/permissionLevels', { summary: 'What there is to be allowed' }],
  ['GET /api/2.0/preview/scim/v2/Me', { summary: 'Who asks' }],

  ['POST /serving-endpoints/:name/invocations', { summary: 'Invoke an endpoint', body: invocation }],
  [
    'POST /serving-endpoints/:name/served-models/:served/invocations',
    { summary: 'Invoke one served model, whatever the traffic split says', body: invocation },
  ],
  ...['/serving-endpoints', '/v1', '/ai-gateway/mlflow/v1', '/ai-gateway/openai/v1'].flatMap(dataPlane),
])
