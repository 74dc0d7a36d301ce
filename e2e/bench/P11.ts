import type { Browser, Page } from '@playwright/test'
import { EmbedPage, serveEmbeddings } from '../page/embedPage.ts'
import type { Figure } from './figure.ts'
import { openBrowser } from './openBrowser.ts'
import type { Stage } from './stage.ts'
import { median, quantile } from './statistics.ts'

const rounds = 3

interface Seen {
  /** From the last byte of the stored vectors to the flat map on screen. */
  msToPlot: number
  /** From the press of UMAP to its end. */
  msToMap: number
  /** Of the page's own thread, while both were made. */
  longestTaskMs: number
  /** Between frames while the map is dragged. */
  dragGapP95: number
}

/** The real page in Chromium: a session with vectors is opened, then laid out, then moved. */
export const P11: Figure = {
  id: 'P11',
  what: 'embeddings 1,000 × 1,024: first plot, final map, longest block of the page; 10,000 × 384',
  goal: 'plot ≤ 0.5 s; map ≤ 3 s; no task > 50 ms; 10,000: drag p95 ≤ 50 ms between frames',
  needs: ['browser'],
  async measure(stage) {
    const browser = await openBrowser()
    try {
      await serveEmbeddings(stage.playground, stage.simulator, { wide: 'width:1024', many: 'width:384' })
      const small = await see(browser, stage, { endpoint: 'wide', count: 1000 })
      const large = await see(browser, stage, { endpoint: 'many', count: 10_000 })
      const of = (all: Seen[], name: keyof Seen) => median(all.map((seen) => seen[name]))
      const line = (all: Seen[]) =>
        `plot ${of(all, 'msToPlot').toFixed(0)} ms, map ${(of(all, 'msToMap') / 1000).toFixed(2)} s, longest task ${of(all, 'longestTaskMs').toFixed(0)} ms, drag p95 ${of(all, 'dragGapP95').toFixed(0)} ms`
      return {
        summary: `1,000: ${line(small)}; 10,000: ${line(large)}`,
        isReached:
          of(small, 'msToPlot') <= 500 &&
          of(small, 'msToMap') <= 3000 &&
          of(small, 'longestTaskMs') <= 50 &&
          of(large, 'dragGapP95') <= 50,
        raw: { small, large },
      }
    } finally {
      await browser.close()
    }
  },
}

async function see(
  browser: Browser,
  { playground }: Stage,
  what: { endpoint: string; count: number },
): Promise<Seen[]> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.addInitScript(watchTasks)
  const embed = new EmbedPage(page)
  await embed.open(playground.url)
  await embed.choose(1, what.endpoint)
  await embed.read('texts.csv', textsOf(what.count))
  await embed.embedButton.click()
  await page.getByRole('button', { name: 'Embed', exact: true }).waitFor({ timeout: 180_000 })
  await embed.expectSaved()
  const seen: Seen[] = []
  for (let round = -1; round < rounds; round += 1) {
    await page.reload()
    const one = await seeOnce(page)
    if (round >= 0) seen.push(one)
  }
  await page.close()
  return seen
}

async function seeOnce(page: Page): Promise<Seen> {
  await page.getByText(/of the variance across/).waitFor({ timeout: 120_000 })
  const msToPlot = await page.evaluate(() => {
    const stored = performance.getEntriesByType('resource').filter((entry) => entry.name.includes('/api/vectors/'))
    const end = Math.max(...stored.map((entry) => (entry as PerformanceResourceTiming).responseEnd))
    return (window as unknown as Watched).plottedAt - end
  })
  const startedAt = performance.now()
  await page.getByRole('button', { name: 'UMAP' }).click()
  await page.getByText('Settled', { exact: true }).waitFor({ timeout: 180_000 })
  const msToMap = performance.now() - startedAt
  const longestTaskMs = await page.evaluate(() => (window as unknown as Watched).longestTaskMs)
  return { msToPlot, msToMap, longestTaskMs, dragGapP95: await dragged(page) }
}

async function dragged(page: Page): Promise<number> {
  const map = page.getByRole('application', { name: /^Map of/ })
  await map.scrollIntoViewIfNeeded()
  const box = await map.boundingBox()
  if (!box) throw new Error('There is no map.')
  await page.mouse.move(box.x + 60, box.y + 60)
  await page.mouse.down()
  await page.evaluate(() => {
    const watched = window as unknown as Watched
    watched.gaps = []
    let last = performance.now()
    const frame = (now: number) => {
      watched.gaps.push(now - last)
      last = now
      if (watched.gaps.length < 120) requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
  })
  for (let step = 0; step < 120; step += 1) await page.mouse.move(box.x + 60 + step, box.y + 60 + (step % 40))
  await page.mouse.up()
  return quantile(await page.evaluate(() => (window as unknown as Watched).gaps.slice(2)), 0.95)
}

interface Watched {
  longestTaskMs: number
  plottedAt: number
  gaps: number[]
}

/** Runs in the page before its own code: counts from the moment the vectors are read, not the first load. */
function watchTasks(): void {
  const watched = window as unknown as Watched
  watched.longestTaskMs = 0
  watched.plottedAt = Infinity
  new PerformanceObserver((list) => {
    for (const { duration, startTime } of list.getEntries()) {
      const isReading = performance.getEntriesByType('resource').some((entry) => {
        return entry.name.includes('/api/vectors/') && entry.startTime < startTime
      })
      if (isReading) watched.longestTaskMs = Math.max(watched.longestTaskMs, duration)
    }
  }).observe({ type: 'longtask', buffered: true })
  new MutationObserver(() => {
    const isPlotted = watched.plottedAt < Infinity
    if (!isPlotted && document.body?.innerText.includes('of the variance across')) watched.plottedAt = performance.now()
  }).observe(document, { childList: true, subtree: true, characterData: true })
}

/** Five topics with words of their own, so that there is something to see. */
function textsOf(count: number): string {
  const topics = [
    'card charge refund',
    'password login reset',
    'parcel courier late',
    'screen broken loud',
    'thanks love great',
  ]
  const lines = Array.from({ length: count }, (_, at) => {
    const words = topics[at % topics.length] ?? ''
    return `${words} ${at % 97} ${at % 31} number ${at},topic ${at % topics.length}`
  })
  return `text,label\n${lines.join('\n')}\n`
}
