import { writeFileSync } from 'node:fs'
import { expect, test } from '../fixture.ts'
import { SessionsPage } from '../page/sessionsPage.ts'

const text = (said: string) => ({ content_type: 'text', parts: [said] })
const node = (parent: string | null, role: string, content: object, rest: object = {}) => ({
  parent,
  children: [],
  message: {
    author: { role, name: null },
    create_time: 1_756_000_000,
    content,
    recipient: 'all',
    metadata: {},
    ...rest,
  },
})
/** As ChatGPT writes it: a call of a tool, a repeated answer, an edited prompt. */
const conversations = [
  {
    title: 'Lakes',
    create_time: 1_756_000_000,
    update_time: 1_756_000_400,
    current_node: 'depth2',
    default_model_slug: 'gpt-5',
    mapping: {
      root: { parent: null, children: [], message: null },
      ask: node('root', 'user', text('Name a lake')),
      como: node('ask', 'assistant', text('Como')),
      call: node('ask', 'assistant', { content_type: 'code', text: 'lakes()' }, { recipient: 'python' }),
      got: node('call', 'tool', { content_type: 'execution_output', text: 'Garda, Como' }),
      garda: node('got', 'assistant', text('Garda')),
      typo: node('garda', 'user', text('How depe is it?')),
      depth1: node('typo', 'assistant', text('346 m')),
      again: node('garda', 'user', text('How deep is it?')),
      depth2: node('again', 'assistant', text('346 metres')),
    },
  },
  { title: 'Damaged' },
]

test('conversations of ChatGPT come in, what is not shown is set aside, and what is missing is said', async ({
  playground,
  page,
}, info) => {
  const path = info.outputPath('conversations.json')
  writeFileSync(path, JSON.stringify(conversations))
  await new SessionsPage(page).open(playground.url)
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await page.getByLabel('File to import').setInputFiles(path)
  await expect(dialog.getByRole('region', { name: 'Left out' })).toContainText('1 entry was no conversation.')
  await dialog.getByRole('link', { name: 'Lakes' }).click()

  const answers = page.getByRole('article', { name: 'Answer of gpt-5' })
  await expect(answers).toHaveText([/Garda.*calls python.*lakes\(\).*and got.*Garda, Como/s, /346 metres/])
  await expect(page.getByText('How depe is it?')).toHaveCount(0)
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Bring back turns set aside' }).click()
  await expect(answers).toHaveText([/Garda/, /346 m/])
  await expect(page.getByText('How depe is it?')).toBeVisible()
  await expect(page.getByText('How deep is it?')).toHaveCount(0)
})
