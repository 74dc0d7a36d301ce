import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { request } from 'undici'
import type { CreatedServicePrincipal } from '../../server/contract/access.ts'
import { readInvocation, startRun } from '../client/runClient.ts'
import { expect, test } from '../fixture.ts'
import { listEndpoints, type Playground } from '../process/playgroundProcess.ts'

/** Settings → Access: what a person creates there is what a program then sends. */
test.describe('access', () => {
  test('a token is created, shown once, used by a program and revoked', async ({ playground, page }) => {
    await page.goto(`${playground.url}/settings`)
    await expect(page.getByText('No access token yet.')).toBeVisible()
    await expect(page.getByText(`export DATABRICKS_HOST=${playground.url}`)).toBeVisible()
    // Before one was made any text will do.
    expect((await invoke(playground, 'Bearer anything')).status).toBe(200)

    const secret = await createToken(page, 'My notebook', 'In 30 days')
    expect(secret).toMatch(/^aipg_[0-9A-Za-z]{36}$/)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByRole('button', { name: 'Copy access token' }).click()
    await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible()
    expect(await page.evaluate(async () => await navigator.clipboard.readText())).toBe(secret)
    await page.getByRole('button', { name: 'Done' }).click()
    await expect(page.getByRole('dialog')).toHaveCount(0)
    expect(await page.content()).not.toContain(secret)
    await page.reload()
    await expect(page.getByText('My notebook')).toBeVisible()
    await expect(page.getByText(/never used/)).toBeVisible()
    expect(await page.content()).not.toContain(secret.slice(0, 12))

    const answered = await invoke(playground, `Bearer ${secret}`)
    expect(answered.status).toBe(200)
    expect(answered.body).toContain('"content"')
    const basic = `Basic ${Buffer.from(`token:${secret}`).toString('base64')}`
    expect((await invoke(playground, basic)).status).toBe(200)
    const wrong = await invoke(playground, 'Bearer anything')
    expect([wrong.status, JSON.parse(wrong.body)]).toEqual([
      403,
      { error_code: 'PERMISSION_DENIED', message: 'Invalid access token.' },
    ])
    await page.reload()
    await expect(page.getByText(/last used now/)).toBeVisible()

    await page.getByRole('button', { name: 'Revoke My notebook' }).click()
    const dialog = page.getByRole('dialog', { name: 'Revoke My notebook?' })
    await dialog.getByRole('button', { name: 'Keep it' }).click()
    expect((await invoke(playground, `Bearer ${secret}`)).status).toBe(200)
    await page.getByRole('button', { name: 'Revoke My notebook' }).click()
    await dialog.getByRole('button', { name: 'Revoke', exact: true }).click()
    await expect(page.getByText('No access token yet.')).toBeVisible()
    expect((await invoke(playground, `Bearer ${secret}`)).status).toBe(403)
    // The page itself, and programs that send nothing, go on.
    expect((await invoke(playground)).status).toBe(200)

    // It still preloads: a server that is gone would be an error on its console.
    await page.close()
    await playground.stop('SIGTERM')
    expectNowhere(playground, secret)
  })

  test('with the keyboard alone: create a token and leave', async ({ playground, page }) => {
    await page.goto(`${playground.url}/settings`)
    await page.getByRole('button', { name: 'Create token' }).focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Create access token' })
    await expect(dialog).toBeVisible()
    await dialog.getByLabel('Name').focus()
    await page.keyboard.type('Keyboard')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('dialog', { name: 'Access token Keyboard' })).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await expect(page.getByText('Keyboard', { exact: true })).toBeVisible()
  })

  test('says what is wrong with a name that is taken, and keeps what was typed', async ({
    playground,
    page,
    trouble,
  }) => {
    trouble.allow(/status of 409/)
    await page.goto(`${playground.url}/settings`)
    await createToken(page, 'CI', 'Never')
    await page.getByRole('button', { name: 'Done' }).click()
    await expect(page.getByText(/does not expire/)).toBeVisible()
    await page.getByRole('button', { name: 'Create token' }).click()
    const dialog = page.getByRole('dialog', { name: 'Create access token' })
    await dialog.getByLabel('Name').fill('CI')
    await dialog.getByRole('button', { name: 'Create' }).click()
    await expect(dialog.getByRole('alert')).toContainText('There is an access token named CI already.')
    await expect(dialog.getByLabel('Name')).toHaveValue('CI')
  })

  test('a service principal signs in by itself until it is revoked', async ({ playground, page }) => {
    await page.goto(`${playground.url}/settings`)
    await page.getByRole('button', { name: 'Create service principal' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('Nightly job')
    await page.keyboard.press('Enter')
    const shown = page.getByRole('dialog', { name: 'Service principal Nightly job' })
    const clientId = await shown.getByRole('textbox', { name: 'Client id' }).inputValue()
    const secret = await shown.getByRole('textbox', { name: 'Client secret' }).inputValue()
    await page.getByRole('button', { name: 'Done' }).click()
    await expect(page.getByText(clientId)).toBeVisible()
    expect(await page.content()).not.toContain(secret)

    const token = await signIn(playground, clientId, secret)
    expect(token.status).toBe(200)
    const authorization = `Bearer ${token.accessToken}`
    expect((await invoke(playground, authorization)).status).toBe(200)
    await page.getByRole('button', { name: 'Revoke Nightly job' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click()
    await expect(page.getByText('No service principal yet.')).toBeVisible()
    expect((await invoke(playground, authorization)).status).toBe(403)
    expect((await signIn(playground, clientId, secret)).status).toBe(401)

    // It still preloads: a server that is gone would be an error on its console.
    await page.close()
    await playground.stop('SIGTERM')
    for (const it of [secret, token.accessToken]) expectNowhere(playground, it)
  })

  for (const colorScheme of ['light', 'dark'] as const)
    test(`axe finds nothing in the dialogs, on a phone, ${colorScheme}`, async ({ playground, page }) => {
      await page.setViewportSize({ width: 390, height: 844 })
      await page.emulateMedia({ colorScheme })
      await page.goto(`${playground.url}/settings`)
      await createToken(page, 'A name that is rather long, so that it has to break somewhere on a phone', 'In 1 day')
      expect(await violations(page), 'created').toEqual([])
      await page.getByRole('button', { name: 'Done' }).click()
      await page.getByRole('button', { name: /^Revoke/ }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
      expect(await violations(page), 'revoking').toEqual([])
      await page.getByRole('button', { name: 'Keep it' }).click()
      expect(await violations(page), 'list').toEqual([])
      const isTooWide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)
      expect(isTooWide).toBe(false)
    })

  test('one playground is the workspace of another, entered by client id and secret on the page', async ({
    start,
    page,
  }) => {
    const workspace = await start()
    const principal = await createPrincipal(workspace)
    const playground = await start()
    await page.goto(`${playground.url}/endpoints`)
    await page.getByRole('button', { name: 'Add endpoint' }).first().click()
    const dialog = page.getByRole('dialog', { name: 'Add endpoint' })
    await dialog.getByLabel('Provider').selectOption({ label: 'Databricks' })
    await dialog.getByLabel('Base URL').fill(workspace.url)
    await dialog.getByLabel('Sign in with').selectOption({ label: 'Client id and secret (OAuth)' })
    await dialog.getByLabel('Client id').fill(principal.servicePrincipal.id)
    await dialog.getByLabel('Client secret').fill(principal.secret)
    await dialog.getByRole('button', { name: 'Test' }).click()
    await expect(dialog.getByText('Works.')).toBeVisible()
    await dialog.getByRole('button', { name: 'Add', exact: true }).click()
    await expect(dialog).toHaveCount(0)
    await expect
      .poll(async () => (await listEndpoints(playground)).endpoints.map((endpoint) => endpoint.name))
      .toContain('Databricks/echo')
    const answered = await invoke(playground, undefined, 'Databricks/echo')
    expect([answered.status, answered.body]).toEqual([200, expect.stringContaining('"content"')])

    await request(`${workspace.url}/api/service-principals/${principal.servicePrincipal.id}`, { method: 'DELETE' })
    const refused = await invoke(playground, undefined, 'Databricks/echo')
    expect([refused.status, refused.body]).toEqual([
      401,
      expect.stringContaining('refused the client id or its secret'),
    ])
    // It still preloads: a server that is gone would be an error on its console.
    await page.close()
    await playground.stop('SIGTERM')
    expectNowhere(playground, principal.secret)
  })

  test('the environment gives the client too, and its secret comes back nowhere', async ({ start }) => {
    const workspace = await start()
    const principal = await createPrincipal(workspace)
    const playground = await start({
      env: {
        DATABRICKS_HOST: workspace.url,
        DATABRICKS_CLIENT_ID: principal.servicePrincipal.id,
        DATABRICKS_CLIENT_SECRET: principal.secret,
      },
    })
    await expect
      .poll(async () => (await listEndpoints(playground)).endpoints.map((endpoint) => endpoint.name))
      .toContain('Databricks/echo')
    const answered = await invoke(playground, undefined, 'Databricks/echo')
    expect(answered.status).toBe(200)
    const run = await startRun(playground, ['Databricks/echo'])
    await run.closed
    expect(run.replies[0]?.status).toBe('done')
    const recorded = JSON.stringify(await readInvocation(playground, run.invocationIds[0] ?? ''))
    expect(recorded).toMatch(/Bearer •••\w{4}"/)
    expect(JSON.stringify(await listEndpoints(playground))).not.toContain(principal.secret)
    expect(playground.log()).not.toContain(principal.secret)
    await playground.stop('SIGTERM')
    expectNowhere(playground, principal.secret)
    // Nor the tokens that it fetched.
    expectNowhere(playground, 'aipgo_')
  })
})

async function createToken(page: Page, name: string, expires: string): Promise<string> {
  await page.getByRole('button', { name: 'Create token' }).click()
  const dialog = page.getByRole('dialog', { name: 'Create access token' })
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByLabel('Expires').selectOption({ label: expires })
  await dialog.getByRole('button', { name: 'Create' }).click()
  const shown = page.getByRole('dialog', { name: `Access token ${name}` })
  return await shown.getByRole('textbox', { name: 'Access token' }).inputValue()
}

async function createPrincipal(playground: Playground): Promise<CreatedServicePrincipal> {
  const answer = await request(`${playground.url}/api/service-principals`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'The other playground' }),
  })
  const created: CreatedServicePrincipal = JSON.parse(await answer.body.text())
  return created
}

async function invoke(
  playground: Playground,
  authorization?: string,
  endpoint = 'echo',
): Promise<{ status: number; body: string }> {
  const name = encodeURIComponent(endpoint)
  const answer = await request(`${playground.url}/serving-endpoints/${name}/invocations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) },
    body: JSON.stringify({ messages: [{ role: 'user', content: 'Who asks?' }] }),
  })
  return { status: answer.statusCode, body: await answer.body.text() }
}

async function signIn(
  playground: Playground,
  clientId: string,
  secret: string,
): Promise<{ status: number; accessToken: string }> {
  const answer = await request(`${playground.url}/oidc/v1/token`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`,
    },
    body: 'grant_type=client_credentials&scope=all-apis',
  })
  const body: { access_token?: string } = JSON.parse(await answer.body.text())
  return { status: answer.statusCode, accessToken: body.access_token ?? '' }
}

/** I8, for secrets that this server gave out or was given. */
function expectNowhere(playground: Playground, secret: string): void {
  expect(playground.log().includes(secret), 'the secret is in the log').toBe(false)
  const files = readdirSync(playground.dataFolder, { recursive: true, encoding: 'utf8', withFileTypes: true })
  for (const file of files.filter((it) => it.isFile()))
    expect(readFileSync(join(file.parentPath, file.name)).includes(secret), file.name).toBe(false)
}

async function violations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 140)).join(' | ')}`)
}
