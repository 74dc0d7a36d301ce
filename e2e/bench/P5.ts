import { randomUUID } from 'node:crypto'
import type { BrowserContext } from '@playwright/test'
import type { Figure } from './figure.ts'
import { openBrowser } from './openBrowser.ts'
import { quantile } from './statistics.ts'

const model = 'rate:20,tokens:100'
const panes = 64

interface TabResult {
  live: number
  done: number
  msOfRequests: number[]
}

/** One run of 64 panes in a tab, then in two at once, with an ordinary request every 100 ms meanwhile. */
export const P5: Figure = {
  id: 'P5',
  what: 'live streams in one tab over plain http, and an ordinary request meanwhile',
  goal: '64 of 64, two tabs 128 of 128; request p95 ≤ 50 ms',
  async measure({ playground }) {
    const browser = await openBrowser()
    try {
      const context = await browser.newContext()
      const one = await streamInTab(context, playground.url)
      const two = await Promise.all([streamInTab(context, playground.url), streamInTab(context, playground.url)])
      const live = two.reduce((sum, tab) => sum + tab.live, 0)
      const done = two.reduce((sum, tab) => sum + tab.done, 0)
      const p95 = quantile(
        [one, ...two].flatMap((tab) => tab.msOfRequests),
        0.95,
      )
      return {
        summary: `${one.live} of ${panes} live (${one.done} done), two tabs ${live} of ${2 * panes} (${done} done); request p95 ${p95.toFixed(1)} ms`,
        isReached: one.live === panes && live === 2 * panes && done === 2 * panes && p95 <= 50,
        raw: { one, two },
      }
    } finally {
      await browser.close()
    }
  },
}

/** Live = text arrived while every pane was still streaming. */
async function streamInTab(context: BrowserContext, url: string): Promise<TabResult> {
  const page = await context.newPage()
  await page.goto(`${url}/api/endpoints`)
  const run = {
    id: randomUUID(),
    invocations: Array.from({ length: panes }, () => ({
      id: randomUUID(),
      endpoint: model,
      body: { messages: [{ role: 'user', content: 'Go' }] },
    })),
  }
  const result = await page.evaluate(async (run) => {
    const live = new Set<string>()
    let done = 0
    const stream = { isOpen: true }
    const msOfRequests: number[] = []
    const ask = async (): Promise<void> => {
      while (stream.isOpen) {
        const startedAt = performance.now()
        await (await fetch('/api/endpoints')).text()
        msOfRequests.push(performance.now() - startedAt)
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    }
    const asking = ask()
    const answer = await fetch('/api/runs', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(run),
    })
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
    let rest = ''
    for (;;) {
      const piece = await reader?.read()
      if (piece === undefined || piece.done) break
      const lines = (rest + piece.value).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        if (done === 0) for (const [, pane = ''] of line.matchAll(/[[,](\d+),\d+,"/g)) live.add(pane)
        done += line.split('"type":"done"').length - 1
      }
    }
    stream.isOpen = false
    await asking
    return { live: live.size, done, msOfRequests }
  }, run)
  await page.close()
  return result
}
