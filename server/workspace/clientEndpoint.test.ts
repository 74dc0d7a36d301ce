import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../testApp.testing.ts'

const root = '/api/2.0/serving-endpoints'
const secret = 'dose-cnry-4b1b6c0e-0f7a-4f55-9d4e'

describe('an endpoint created with a client id and its secret', () => {
  let test: TestApp
  let workspace: Server
  let origin: string
  let asked: { url: string; authorization: string | undefined }[]

  beforeEach(async () => {
    test = await startTestApp()
    asked = []
    workspace = createServer((request, response) => {
      const url = request.url ?? ''
      const { authorization } = request.headers
      asked.push({ url, authorization })
      response.setHeader('content-type', 'application/json')
      if (url.startsWith('/oidc/.well-known/')) response.end(`{"token_endpoint":"${origin}/oidc/v1/token"}`)
      else if (url === '/oidc/v1/token')
        response.end('{"access_token":"cnry-fetched-token-0123456789","token_type":"Bearer","expires_in":3600}')
      else
        response.end(
          JSON.stringify({
            id: 'x',
            object: 'chat.completion',
            created: 1,
            model: 'm',
            choices: [
              { index: 0, message: { role: 'assistant', content: `sent ${authorization}` }, finish_reason: 'stop' },
            ],
          }),
        )
    }).listen(0, '127.0.0.1')
    await once(workspace, 'listening')
    origin = `http://127.0.0.1:${(workspace.address() as AddressInfo).port}`
  })

  afterEach(async () => {
    await test.close()
    workspace.closeAllConnections()
    workspace.close()
  })

  const entity = (config: object) => ({
    name: 'm',
    external_model: {
      name: 'm',
      provider: 'databricks-model-serving',
      task: 'llm/v1/chat',
      databricks_model_serving_config: { databricks_workspace_url: origin, ...config },
    },
  })
  const client = { databricks_client_id: 'c-1', databricks_client_secret_plaintext: secret }
  const create = async () =>
    await test.call('POST', root, { name: 'mine', config: { served_entities: [entity(client)] } })
  const change = async (config: object) =>
    await test.call('PUT', `${root}/mine/config`, { served_entities: [entity(config)] })
  const ask = async () =>
    await test.call('POST', '/serving-endpoints/mine/invocations', { messages: [{ role: 'user', content: 'hi' }] })

  it('signs in before the first invocation, and shows neither secret nor token to anybody', async () => {
    expect(await create()).toMatchObject({ status: 200 })
    const answered = await ask()
    expect(answered.status).toBe(200)
    expect(asked).toEqual([
      { url: '/oidc/.well-known/oauth-authorization-server', authorization: undefined },
      { url: '/oidc/v1/token', authorization: `Basic ${Buffer.from(`c-1:${secret}`).toString('base64')}` },
      { url: '/serving-endpoints/m/invocations', authorization: 'Bearer cnry-fetched-token-0123456789' },
    ])
    expect(answered.text).toContain('sent Bearer •••')
    const shown = await test.call('GET', `${root}/mine`)
    expect(shown.text).toContain('"databricks_client_id":"c-1"')
    for (const { text } of [answered, shown, await test.call('GET', '/api/endpoints')])
      expect(text).not.toContain('cnry')
    const { folder } = test
    await test.close()
    const files = readdirSync(folder).filter((name) => readFileSync(path.join(folder, name)).includes('cnry'))
    expect(files).toEqual([])
    test = await startTestApp({ folder })
    expect((await ask()).status).toBe(200)
  })

  it('keeps the secret for its own client and asks for one with another', async () => {
    await create()
    expect(await change({ databricks_client_id: 'c-1' })).toMatchObject({ status: 200 })
    expect((await ask()).status).toBe(200)
    expect(await change({ databricks_client_id: 'c-2' })).toMatchObject({ status: 400 })
    // Nor does the secret become a personal access token.
    expect(await change({})).toMatchObject({ status: 400 })
    expect((await ask()).status).toBe(200)
    expect(asked.filter(({ authorization }) => authorization === `Bearer ${secret}`)).toEqual([])
  })

  it('refuses a secret without its client, and two ways at once', async () => {
    for (const config of [
      { databricks_client_secret_plaintext: secret },
      { ...client, databricks_api_token_plaintext: 'dapi' },
      { databricks_client_id: 'c-1', databricks_client_secret: '{{secrets/a/b}}' },
    ]) {
      const refused = await test.call('POST', root, { name: 'other', config: { served_entities: [entity(config)] } })
      expect([refused.status, refused.json.error_code]).toEqual([400, 'INVALID_PARAMETER_VALUE'])
    }
  })
})
