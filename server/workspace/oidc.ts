import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Access } from '../access/access.ts'

/**
 * How Databricks' clients find out where to sign in (`WorkspaceClient()` asks for databricks-config before anything
 * else) and the token endpoint for OAuth machine-to-machine. All of it is open: it is what comes before a credential.
 * https://docs.databricks.com/aws/en/dev-tools/auth/oauth-m2m, RFC 6749, RFC 8414, read 2026-11-22.
 */
export interface OidcDeps {
  access: Access
  guesses: { wrong(address: string): number | undefined }
}

export function oidcRoutes(app: FastifyInstance, { access, guesses }: OidcDeps): void {
  const isOpen = { config: { isOpen: true } }
  app.get('/.well-known/databricks-config', isOpen, (request) => ({
    oidc_endpoint: `${originOf(request)}/oidc`,
    account_id: access.identity.accountId,
    workspace_id: access.identity.workspaceId,
    cloud: 'AWS',
  }))
  for (const url of [
    '/oidc/.well-known/oauth-authorization-server',
    '/oidc/.well-known/openid-configuration',
    '/.well-known/oauth-authorization-server',
  ])
    app.get(url, isOpen, (request) => metadata(originOf(request)))

  app.post(
    '/oidc/v1/token',
    { config: { isOpen: true, takesForms: true }, bodyLimit: 16 * 1024 },
    async (request, reply) => {
      reply.headers({ 'cache-control': 'no-store', pragma: 'no-cache' })
      const asked = readTokenRequest(request)
      if ('error' in asked) {
        if (asked.error === 'invalid_client') reply.header('www-authenticate', 'Basic realm="AI Playground"')
        return reply.code(asked.error === 'invalid_client' ? 401 : 400).send(asked)
      }
      const issued = await access.issueToken(asked.clientId, asked.clientSecret)
      if (issued === undefined) {
        const msToWait = guesses.wrong(request.ip)
        reply.header('www-authenticate', 'Basic realm="AI Playground"')
        if (msToWait !== undefined) reply.header('retry-after', String(Math.ceil(msToWait / 1000)))
        return reply
          .code(msToWait === undefined ? 401 : 429)
          .send(refusal('invalid_client', 'The client is unknown, its secret is wrong, or it was revoked.'))
      }
      return {
        access_token: issued.secret,
        token_type: 'Bearer',
        expires_in: issued.lifetimeSeconds,
        scope: 'all-apis',
      }
    },
  )
}

/** The Host header has passed the gate: it is one of our own names, and the one this client can reach. */
function originOf({ headers }: FastifyRequest): string {
  return `http://${headers.host?.toLowerCase()}`
}

function metadata(origin: string): Record<string, unknown> {
  return {
    issuer: `${origin}/oidc`,
    // The SDK wants it named; nobody signs in by browser here.
    authorization_endpoint: `${origin}/oidc/v1/authorize`,
    token_endpoint: `${origin}/oidc/v1/token`,
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    grant_types_supported: ['client_credentials'],
    response_types_supported: [],
    scopes_supported: ['all-apis'],
  }
}

/** RFC 6749, section 5.2. */
interface Refusal {
  error: 'invalid_request' | 'invalid_client' | 'unsupported_grant_type' | 'invalid_scope'
  error_description: string
}

function refusal(error: Refusal['error'], description: string): Refusal {
  return { error, error_description: description }
}

function readTokenRequest({ headers, body }: FastifyRequest): { clientId: string; clientSecret: string } | Refusal {
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
  if (type !== 'application/x-www-form-urlencoded' || !Buffer.isBuffer(body))
    return refusal('invalid_request', 'The body must be a form: application/x-www-form-urlencoded.')
  const form = new URLSearchParams(body.toString())
  for (const name of form.keys())
    if (form.getAll(name).length > 1) return refusal('invalid_request', `${JSON.stringify(name)} stands twice.`)
  const grant = form.get('grant_type')
  if (grant === null || grant === '') return refusal('invalid_request', 'grant_type is missing.')
  if (grant !== 'client_credentials')
    return refusal('unsupported_grant_type', 'Only grant_type=client_credentials is known here.')
  const scopes = form.get('scope')?.split(' ').filter(Boolean) ?? []
  if (scopes.some((scope) => scope !== 'all-apis')) return refusal('invalid_scope', 'The only scope here is all-apis.')
  return clientOf(headers.authorization, form)
}

function clientOf(
  authorization: string | undefined,
  form: URLSearchParams,
): { clientId: string; clientSecret: string } | Refusal {
  const inForm = { id: form.get('client_id'), secret: form.get('client_secret') }
  if (authorization === undefined) {
    if (!inForm.id || !inForm.secret) return refusal('invalid_client', 'The client id and its secret are missing.')
    return { clientId: inForm.id, clientSecret: inForm.secret }
  }
  if (inForm.secret !== null)
    return refusal('invalid_request', 'The client secret came twice: in the header and in the form.')
  const [, value = ''] = /^basic +([A-Za-z0-9+/]+={0,2})$/i.exec(authorization) ?? []
  const [, clientId, clientSecret] = /^([^:]+):(.+)$/s.exec(Buffer.from(value, 'base64').toString()) ?? []
  if (clientId === undefined || clientSecret === undefined)
    return refusal('invalid_client', 'The Authorization header is not Basic with client id and secret.')
  if (inForm.id !== null && inForm.id !== clientId)
    return refusal('invalid_request', 'The header and the form name two clients.')
  return { clientId, clientSecret }
}
