import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Browser } from '@playwright/test'
import { request } from 'undici'
import type { CompareDocument } from '../../server/contract/session.ts'
import type { SessionFile, SessionsImported } from '../../server/contract/sessionFile.ts'
import { root, startChild } from '../process/child.ts'
import type { Figure } from './figure.ts'
import { generatedInvocation, generatedWords } from './generatedSessions.ts'
import { openBrowser } from './openBrowser.ts'
import type { Stage } from './stage.ts'
import { median, quantile } from './statistics.ts'

const panes = 16
const turns = 50
const opens = 5
const title = 'Sixteen panes, fifty turns'
/** Stands in every pane's last answer. */
const lastWord = 'zebrafinch'

/** How long a finished answer takes to be safe, and a large session to be seen. */
export const P10: Figure = {
  id: 'P10',
  what: 'durable save of a finished answer, p50 and p99, against fdatasync; a session of 16 panes × 50 turns from click to screen',
  goal: 'p50 ≤ 2 × fdatasync p50; ≤ 300 ms',
  needs: ['browser'],
  async measure(stage) {
    const { saves, syncs } = await saveDurably(stage)
    const ratio = median(saves) / median(syncs)
    const browser = await openBrowser()
    try {
      const msToScreen = await openLarge(browser, stage)
      return {
        summary: `save p50 ${median(saves).toFixed(2)}, p99 ${quantile(saves, 0.99).toFixed(2)} ms; fdatasync p50 ${median(syncs).toFixed(2)}, p99 ${quantile(syncs, 0.99).toFixed(2)} ms: ${ratio.toFixed(2)} ×; on screen ${median(msToScreen).toFixed(0)} ms (${Math.min(...msToScreen).toFixed(0)}–${Math.max(...msToScreen).toFixed(0)})`,
        isReached: ratio <= 2 && median(msToScreen) <= 300,
        raw: { saves, syncs, msToScreen },
      }
    } finally {
      await browser.close()
    }
  },
}

/** In the data folder's own file system, on the cores the server has. */
async function saveDurably({ playground, cores }: Stage): Promise<{ saves: number[]; syncs: number[] }> {
  const child = await startChild(join(root, 'e2e/bench/targets/durableSave.ts'), [playground.dataFolder], {
    ...(cores.system === undefined ? {} : { cores: cores.system }),
    ready: /"syncs":\[[^\]]*\]\}/,
    msReady: 120_000,
  })
  if (child.process.exitCode === null) await once(child.process, 'exit')
  return JSON.parse(child.log().slice(child.log().indexOf('{"saves"'))) as { saves: number[]; syncs: number[] }
}

async function openLarge(browser: Browser, { playground }: Stage): Promise<number[]> {
  const answer = await request(`${playground.url}/api/sessions/import?name=large.json`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: JSON.stringify(largeSession()),
  })
  const text = await answer.body.text()
  if (answer.statusCode !== 201) throw new Error(`import: ${answer.statusCode} ${text}`)
  const { sessions }: SessionsImported = JSON.parse(text)
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  const all: number[] = []
  for (let round = -1; round < opens; round += 1) {
    // Loaded anew, so that nothing of the session is in the page yet.
    await page.goto(`${playground.url}/sessions`)
    const link = page.getByRole('main').getByRole('link', { name: title })
    await link.waitFor()
    await page.evaluate(watchScreen, lastWord)
    await link.click()
    const ms = await page.evaluate(() => (window as unknown as Watched).seen)
    if (round >= 0) all.push(ms)
  }
  await page.close()
  await request(`${playground.url}/api/sessions/${sessions[0]?.id}`, { method: 'DELETE' })
  return all
}

interface Watched {
  seen: Promise<number>
}

/** From the click to the frame after the one in which the end of the conversation stands in the window. */
function watchScreen(word: string): void {
  const watched = window as unknown as Watched
  watched.seen = new Promise((resolve) => {
    let clickedAt = 0
    document.addEventListener('click', () => (clickedAt = performance.now()), { capture: true, once: true })
    const isSeen = () =>
      [...document.querySelectorAll('main article')].slice(-32).some((cell) => {
        const { top, bottom } = cell.getBoundingClientRect()
        return bottom > 0 && top < innerHeight && cell.textContent.includes(word)
      })
    const look = () => {
      if (clickedAt > 0 && isSeen()) requestAnimationFrame(() => resolve(performance.now() - clickedAt))
      else requestAnimationFrame(look)
    }
    look()
  })
}

function largeSession(): SessionFile {
  const words = generatedWords()
  const settings = { systemPrompt: '', parameters: {} }
  const all = Array.from({ length: panes }, (_, index) => ({
    id: randomUUID(),
    endpoint: `model-${index}`,
    isSynced: true,
    settings,
    draft: '',
    hue: index % 8,
  }))
  const invocations: SessionFile['invocations'] = []
  const asked: CompareDocument['turns'] = Array.from({ length: turns }, (_, turn) => {
    const prompt = words(20)
    const attempts = all.map(({ id, endpoint }): [string, string[]] => {
      const end = turn === turns - 1 ? ` ${lastWord}` : ''
      const text = `## ${words(4)}\n\n${words(60)}\n\n- ${words(8)}\n- **${words(3)}** ${words(6)}\n\n${words(60)}${end}`
      const one = generatedInvocation(endpoint, { asked: prompt, text })
      invocations.push(one)
      return [id, [one.id]]
    })
    return { id: randomUUID(), prompt, attempts: Object.fromEntries(attempts) }
  })
  const at = new Date().toISOString()
  const document: CompareDocument = { page: 'compare', panes: all, settings, turns: asked, setAside: [], draft: '' }
  return {
    format: 'ai-playground-session',
    version: 1,
    exportedAt: at,
    session: { title, createdAt: at, updatedAt: at, document },
    invocations,
    vectors: [],
    leftOut: [],
  }
}
