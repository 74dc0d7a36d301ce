import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Locator } from '@playwright/test'
import { expect, test } from '../fixture.ts'
import { ComparePage } from '../page/comparePage.ts'
import { makeSession } from '../page/makeSession.ts'
import { expectedText } from '../simulator/expectedText.ts'

/** The programs of the other languages are run by their clients in e2e/clients; the page shows the same ones. */
const model = 'prose,tokens:40'

async function runInBash(program: string): Promise<string> {
  const { stdout } = await promisify(execFile)('bash', ['-c', program], { env: { PATH: process.env['PATH'] } })
  const answer: { choices: { message: { content: string } }[] } = JSON.parse(stdout)
  return answer.choices[0]?.message.content ?? ''
}

async function programIn(place: Locator, language: string): Promise<string> {
  await place.getByRole('tab', { name: language, exact: true }).click()
  return (await place.getByRole('tabpanel', { name: language, exact: true }).locator('pre').textContent()) ?? ''
}

test.describe('get code', () => {
  test('the curl command of a pane prints what the pane shows, and the language is remembered', async ({
    playground,
    serve,
    page,
  }) => {
    await serve(model)
    const compare = new ComparePage(page)
    await compare.open(playground.url, await makeSession(playground, { endpoints: [model] }))
    await compare.send(`It's "$HOME" \\ and 😀`)
    await compare.expectAllEnded(1)
    await compare.expectText(model, expectedText(model))
    await compare.chooseInMenu('Menu of pane 1', 'Get code')
    const dialog = page.getByRole('dialog', { name: 'Get code' })
    const program = await programIn(dialog, 'curl')
    expect(program).toContain(`It'\\''s \\"$HOME\\"`)
    expect(await runInBash(program)).toBe(expectedText(model))

    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
    await page.reload()
    await page.getByRole('button', { name: 'Get code', exact: true }).click()
    await expect(dialog.getByRole('tab', { name: 'curl', exact: true })).toHaveAttribute('aria-selected', 'true')
  })

  test('the inspector shows the request of an answer in every language, streamed as it was', async ({
    playground,
    serve,
    page,
  }) => {
    await serve(model)
    const compare = new ComparePage(page)
    await compare.open(playground.url, await makeSession(playground, { endpoints: [model] }))
    await compare.send('For the inspector')
    await compare.expectAllEnded(1)
    await compare.answer(model).getByRole('button', { name: 'Inspect', exact: true }).click()
    const inspector = page.getByRole('dialog', { name: 'Inspector' })
    await inspector.getByRole('tab', { name: 'Code', exact: true }).click()
    for (const language of ['OpenAI Python', 'OpenAI Node', 'Databricks SDK', 'MLflow', 'LangChain', 'curl']) {
      const program = await programIn(inspector, language)
      expect(program, language).toContain('For the inspector')
      expect(program, language).not.toContain('stream_options')
    }
    await inspector.getByRole('tab', { name: 'SQL', exact: true }).click()
    await expect(inspector.getByRole('tabpanel', { name: 'SQL' }).locator('pre')).toContainText('SELECT ai_query(')
  })

  test('for several panes one is chosen; each program holds its own endpoint and settings', async ({
    playground,
    serve,
    page,
  }) => {
    const models = ['fast,seed:1', 'fast,seed:2']
    await serve(...models)
    const compare = new ComparePage(page)
    await compare.open(playground.url, await makeSession(playground, { endpoints: models }))
    await compare.prompt.fill('A draft')
    await page.getByRole('button', { name: 'Get code', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Get code' })
    await expect(dialog.locator('pre')).toContainText('model="fast,seed:1"')
    await expect(dialog.locator('pre')).toContainText('A draft')
    await dialog.getByRole('combobox', { name: 'For' }).selectOption('2: fast,seed:2')
    await expect(dialog.locator('pre')).toContainText('model="fast,seed:2"')
    await dialog.getByRole('switch').check()
    await expect(dialog.locator('pre')).toContainText('stream=True')
  })

  test('the Embed page gives the request of its texts', async ({ playground, page }) => {
    await page.goto(`${playground.url}/embed`)
    await page.getByRole('textbox', { name: 'New text' }).fill(`It's 😀`)
    await page.getByRole('button', { name: 'Add text' }).click()
    await page.getByRole('button', { name: 'Get code', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Get code' })
    await expect(dialog.locator('pre')).toContainText(`input="It's 😀"`)
    const program = await programIn(dialog, 'curl')
    const { stdout } = await promisify(execFile)('bash', ['-c', program], { env: { PATH: process.env['PATH'] } })
    const answer: { data: { embedding: number[] }[] } = JSON.parse(stdout)
    expect(answer.data[0]?.embedding).toHaveLength(512)
  })
})
