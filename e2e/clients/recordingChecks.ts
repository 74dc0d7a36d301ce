import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Invocation } from '../../server/contract/invocation.ts'
import type { InvocationChoices, InvocationPage } from '../../server/contract/invocationList.ts'
import { check, context, runChecks } from './checks.ts'

/** Run last: what the server kept of all that the other scripts asked. */
async function get<Answer>(path: string): Promise<Answer> {
  const answer = await fetch(`${context.host}${path}`)
  assert.equal(answer.status, 200, path)
  const value: Answer = JSON.parse(await answer.text())
  return value
}

async function find(filter: Record<string, string>): Promise<InvocationPage['invocations']> {
  const page: InvocationPage = await get(`/api/invocations?${new URLSearchParams(filter).toString()}`)
  return page.invocations
}

check('every client is known by its name, and the access token and service principal by theirs', async () => {
  const { clients, requesters }: InvocationChoices = await get('/api/invocations/choices')
  // MLflow asks with the SDK's own user agent.
  for (const name of [/^OpenAI Python/, /^OpenAI Node/, /^databricks-sdk-py/, /^DatabricksOpenAI/, /^curl/])
    assert.ok(
      clients.some((client) => name.test(client)),
      `${String(name)} among ${clients.join(', ')}`,
    )
  assert.ok(requesters.includes(context.names.accessToken), requesters.join(', '))
  assert.ok(requesters.includes(context.names.servicePrincipal), requesters.join(', '))
})

check('an invocation is kept with what was asked, answered, counted and timed', async () => {
  const [row] = await find({ search: '"sdk extra params"' })
  assert.ok(row, 'not found by its words')
  assert.deepEqual([row.endpoint, row.status, row.statusCode, row.origin], ['sim-chat', 'done', 200, 'api'])
  assert.equal(row.completionTokens, 5)
  assert.ok(row.msTotal !== null && row.msTotal > 0)
  const invocation: Invocation = await get(`/api/invocations/${row.id}`)
  const asked: Record<string, unknown> = JSON.parse(invocation.requestBody)
  assert.deepEqual(asked['extra_params'], {
    top_k: '3',
    top_p: '0.9',
    flag: 'true',
    word: 'plain',
    list: '["a"]',
  })
  assert.equal(asked['client_request_id'], 'mine-1')
  assert.ok(invocation.request?.url.startsWith(context.simulator))
  assert.equal(invocation.reply.choices.length, 2)
})

check('failures are kept with their status: 400, 429, 500 and what was cut', async () => {
  const all = await Promise.all(
    ['sim-400', 'sim-429', 'sim-500', 'sim-cut'].map((endpoint) => find({ endpoint, errorsOnly: 'true' })),
  )
  for (const [index, status] of [400, 429, 500, 200].entries()) {
    assert.ok(all[index]?.length, `none with ${status}`)
    assert.ok(all[index]?.every((row) => row.status === 'failed'))
    assert.ok(
      all[index]?.some((row) => row.statusCode === status),
      `${all[index]?.[0]?.statusCode} is not ${status}`,
    )
  }
})

check('no secret is in any file of the data folder or in the terminal', async () => {
  const secrets = [...context.secrets, context.token, context.clientSecret]
  const files = readdirSync(context.dataFolder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(context.dataFolder, name))
    .filter((path) => !path.endsWith('.gguf') && statSync(path).isFile())
  assert.ok(files.length > 0)
  for (const file of files) {
    const bytes = readFileSync(file)
    for (const secret of secrets) assert.ok(!bytes.includes(secret), `${secret.slice(0, 10)}… is in ${file}`)
  }
})

await runChecks()
