import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { request } from 'undici'
import type { SessionDocument } from '../../server/contract/session.ts'
import type { SessionFile, SessionsImported } from '../../server/contract/sessionFile.ts'
import type { CreatedShare, ShareParts, SharePreview } from '../../server/contract/share.ts'
import { expect, test } from '../fixture.ts'
import { dangersOf, openElsewhere } from '../page/sharedPage.ts'
import type { Playground } from '../process/playgroundProcess.ts'
import { filledSessionFile } from '../simulator/filledSessionFile.ts'
import { hostileMarkdown, hostileTexts } from '../simulator/hostileText.ts'

const pages: SessionDocument['page'][] = ['compare', 'query', 'complete', 'embed', 'rerun']
const everything = [hostileMarkdown, ...hostileTexts].join('\n\n')

/** Hostile text in every member a session has: what others open of it runs, loads, opens and leads to nothing. */
test.describe('a share and an exported page of nothing but hostile text', () => {
  for (const page of pages)
    test(`of ${page}`, async ({ playground, browser }) => {
      const id = await importFile(playground, hostileFile(page))
      const preview = await post<SharePreview>(playground, `/api/sessions/${id}/share-previews`, allParts)
      const draft = { previewId: preview.id, expires: 'never', passphrase: null, maxViews: null }
      const link = playground.url + (await post<CreatedShare>(playground, '/api/shares', draft)).path
      const exported = await exportOf(playground, id, 'html')
      const file = test.info().outputPath('exported.html')
      writeFileSync(file, exported)
      // Its own policy is the second wall: without it nothing happens either.
      const bare = test.info().outputPath('without-policy.html')
      writeFileSync(bare, exported.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, ''))
      for (const address of [link, pathToFileURL(file).href, pathToFileURL(bare).href]) {
        const reader = await openElsewhere(browser, address)
        await expect(reader.page.getByRole('contentinfo')).toContainText('Made with AI Playground')
        await reader.page.waitForLoadState('networkidle')
        expect(await dangersOf(reader.page)).toEqual([])
        await reader.page.mouse.move(300, 300)
        for (const summary of await reader.page.getByText('Reasoning', { exact: true }).all()) await summary.click()
        await reader.page.keyboard.press('Tab')
        expect(reader.page.url()).toBe(address)
        expect(reader.seen).toEqual([address])
        await reader.close()
      }
    })

  test('takes no longer where it is deep or long', async ({ playground, browser }) => {
    const file = hostileFile('compare')
    const texts = ['> '.repeat(40_000), '_a*'.repeat(50_000), '['.repeat(100_000), 'x'.repeat(5_000_000)]
    for (const one of file.invocations)
      one.reply.choices = texts.map((text) => ({ text, reasoning: text, toolCalls: [] }))
    const id = await importFile(playground, file)
    const preview = await post<SharePreview>(playground, `/api/sessions/${id}/share-previews`, {
      ...allParts,
      masks: ['xxxxxxxxxxxxxxxxxxxxy', 'a_a'],
    })
    const reader = await openElsewhere(browser, `${playground.url}/api/share-previews/${preview.id}`)
    await expect(reader.page.getByRole('article')).toHaveCount(1)
    await reader.close()
  })
})

const allParts: ShareParts = {
  systemPrompt: true,
  endpointNames: true,
  timings: true,
  votes: true,
  withoutPanes: [],
  withoutTurns: [],
  masks: [],
}

function hostileFile(page: SessionDocument['page']): SessionFile {
  let count = 0
  const short = (maxLength: number) => (hostileTexts[count++ % hostileTexts.length] ?? '').slice(0, maxLength).trim()
  const file = filledSessionFile({
    page,
    // Lone surrogates are no JSON that every parser takes.
    text: (_path, maxLength) => (maxLength < everything.length ? short(maxLength) : everything).toWellFormed(),
    number: () => 1,
  })
  const { document } = file.session
  file.vectors = []
  for (const one of file.invocations) {
    one.reply.status = 'failed'
    one.reply.choices = hostileTexts.map((text) => ({
      text,
      reasoning: text,
      toolCalls: [{ id: text, name: text, arguments: text }],
      finishReason: text,
    }))
  }
  // One id everywhere, and these may not be the same.
  if (document.page === 'compare')
    for (const turns of document.setAside) for (const turn of turns) turn.id = randomUUID()
  if (document.page === 'complete') for (const edit of document.edits) edit.parent = null
  return file
}

async function importFile(playground: Playground, file: SessionFile): Promise<string> {
  const imported = await post<SessionsImported>(playground, '/api/sessions/import', file)
  return imported.sessions[0]?.id ?? ''
}

async function exportOf(playground: Playground, id: string, format: string): Promise<string> {
  const answer = await request(`${playground.url}/api/sessions/${id}/export?format=${format}`)
  return await answer.body.text()
}

async function post<Answer>(playground: Playground, path: string, body: unknown): Promise<Answer> {
  const answer = await request(`${playground.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const text = await answer.body.text()
  if (answer.statusCode >= 300) throw new Error(`POST ${path}: ${answer.statusCode} ${text.slice(0, 500)}`)
  const read: Answer = JSON.parse(text)
  return read
}
