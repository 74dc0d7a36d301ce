import { request } from 'undici'
import { expect, test } from '../fixture.ts'
import { ComparePage } from '../page/comparePage.ts'
import { makeSession } from '../page/makeSession.ts'
import { canary, type Playground } from '../process/playgroundProcess.ts'

const root = '/api/2.0/serving-endpoints'

async function api(playground: Playground, method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object) {
  const answer = await request(`${playground.url}${path}`, {
    method,
    headers: { authorization: 'Bearer any', ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  return { status: answer.statusCode, text: await answer.body.text() }
}

const served = (name: string, model: string, url: string) => ({
  name,
  external_model: {
    name: model,
    provider: 'custom',
    task: 'llm/v1/chat',
    custom_provider_config: { custom_provider_url: `${url}/v1`, bearer_token_auth: { token_plaintext: canary } },
  },
})

const routes = (shares: Record<string, number>) => ({
  routes: Object.entries(shares).map(([served_model_name, traffic_percentage]) => ({
    served_model_name,
    traffic_percentage,
  })),
})

test('an endpoint created over the API shows on the page by itself, answers in a pane, and is removed', async ({
  playground,
  simulator,
  page,
}) => {
  await page.goto(`${playground.url}/endpoints`)
  await expect(page.getByRole('main')).toContainText('No model elsewhere yet')
  const config = {
    served_entities: [served('quick', 'fast', simulator.url), served('other', 'prose', simulator.url)],
    traffic_config: routes({ quick: 50, other: 50 }),
  }
  expect(await api(playground, 'POST', root, { name: 'by-api', config })).toMatchObject({ status: 200 })

  const section = page.getByRole('region', { name: 'by-api' })
  await expect(section).toBeVisible()
  await expect(section).toContainText('created over the API')
  await expect(section).toContainText(`key ending in ${canary.slice(-4)}`)
  await expect(section.getByRole('listitem').filter({ hasText: 'quick' })).toContainText('50 % of invocations')
  await section.getByRole('button', { name: 'Test other' }).click()
  await expect(section).toContainText(/Works\. Answered in/)
  expect(await page.content()).not.toContain(canary)

  const compare = new ComparePage(page)
  await compare.open(playground.url, await makeSession(playground, { endpoints: ['by-api', 'by-api'] }))
  await compare.send('Go')
  const answers = compare.answer('by-api')
  await expect(answers).toHaveCount(2)
  await expect(answers.filter({ hasText: 'by quick' })).toHaveCount(1)
  await expect(answers.filter({ hasText: 'by other' })).toHaveCount(1)

  await page.goto(`${playground.url}/endpoints`)
  await section.getByRole('button', { name: 'Actions for by-api' }).click()
  await page.getByRole('menuitem', { name: 'Edit traffic' }).click()
  const traffic = page.getByRole('dialog', { name: 'Traffic of by-api' })
  await traffic.getByLabel('quick, % of invocations').fill('100')
  await expect(traffic.getByRole('status')).toHaveText('150 % in all, must be 100 %')
  await expect(traffic.getByRole('button', { name: 'Save' })).toBeDisabled()
  await traffic.getByLabel('other, % of invocations').fill('0')
  await traffic.getByRole('switch', { name: /^When one fails/ }).check()
  await traffic.getByRole('button', { name: 'Save' }).click()
  await expect(traffic).toBeHidden()
  await expect(section.getByRole('listitem').filter({ hasText: 'other' })).toContainText('fallback only')

  await section.getByRole('button', { name: 'Actions for by-api' }).click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  const dialog = page.getByRole('dialog', { name: 'Remove by-api?' })
  await dialog.getByRole('button', { name: 'Remove' }).click()
  await expect(section).toBeHidden()
  expect(await api(playground, 'DELETE', `${root}/by-api`)).toMatchObject({ status: 404 })
})

test('a pane is answered by the next served model when the first is down', async ({ playground, simulator, page }) => {
  const config = {
    served_entities: [served('broken', '500-html', simulator.url), served('spare', 'fast', simulator.url)],
    traffic_config: routes({ broken: 100, spare: 0 }),
  }
  const gateway = { fallback_config: { enabled: true } }
  await api(playground, 'POST', root, { name: 'safe', config, ai_gateway: gateway })
  const compare = new ComparePage(page)
  await compare.open(playground.url, await makeSession(playground, { endpoints: ['safe', 'safe'] }))
  await compare.send('Go')
  await expect(compare.answer('safe').filter({ hasText: 'by spare' })).toHaveCount(2)
})

test('what was created over the API is there after a kill, and is removed from elsewhere while the page looks on', async ({
  start,
  simulator,
  page,
}) => {
  const first = await start()
  await api(first, 'POST', root, { name: 'kept', config: { served_entities: [served('one', 'fast', simulator.url)] } })
  await first.stop('SIGKILL')
  const second = await start({ dataFolder: first.dataFolder })
  await page.goto(`${second.url}/endpoints`)
  const section = page.getByRole('region', { name: 'kept' })
  await expect(section).toBeVisible()
  await api(second, 'DELETE', `${root}/kept`)
  await expect(section).toBeHidden()
})
