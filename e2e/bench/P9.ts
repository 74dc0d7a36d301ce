import { createServer } from 'node:http'
import { once } from 'node:events'
import { readFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser } from '@playwright/test'
import { build } from 'vite'
import { root } from '../process/child.ts'
import type { Figure } from './figure.ts'
import { openBrowser } from './openBrowser.ts'
import { median, spread } from './statistics.ts'

const slowdown = 4
const rounds = 5

/** What a first visit loads before one can type, and how long that takes on a slow machine, beside a blank React page. */
export const P9: Figure = {
  id: 'P9',
  what: 'cold load: gzipped JavaScript before first input; time to usable with the CPU slowed 4 ×',
  goal: '≤ 150 KB; ≤ 2.5 × a blank React page',
  async measure({ playground }) {
    const browser = await openBrowser()
    const blank = await serveBlankPage()
    try {
      const ours: number[] = []
      const reference: number[] = []
      let kilobytes = 0
      for (let round = -1; round < rounds; round += 1) {
        const here = await visit(browser, playground.url)
        const there = await visit(browser, blank.url)
        kilobytes = here.kilobytes
        if (round < 0) continue
        ours.push(here.ms)
        reference.push(there.ms)
      }
      const ratios = ours.map((ms, round) => ms / (reference[round] ?? Number.NaN))
      return {
        summary: `${kilobytes.toFixed(0)} KB; ${median(ours).toFixed(0)} ms against ${median(reference).toFixed(0)} ms: ${spread(ratios)} ×`,
        isReached: kilobytes <= 150 && median(ratios) <= 2.5,
        raw: { kilobytes, ours, reference },
      }
    } finally {
      await browser.close()
      blank.close()
    }
  },
}

/** A context of its own each time, so that nothing is cached. Usable = the prompt takes what is typed. */
async function visit(browser: Browser, url: string): Promise<{ ms: number; kilobytes: number }> {
  const context = await browser.newContext()
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
  const scripts: Promise<Buffer>[] = []
  page.on('response', (answer) => {
    if (answer.request().resourceType() === 'script') scripts.push(answer.body())
  })
  const startedAt = performance.now()
  await page.goto(url, { waitUntil: 'commit' })
  await page.waitForFunction(() => {
    const field = document.querySelector('main textarea')
    if (!(field instanceof HTMLTextAreaElement) || field.disabled) return false
    field.focus()
    return document.activeElement === field
  })
  const ms = performance.now() - startedAt
  const bodies = await Promise.all(scripts)
  await context.close()
  return { ms, kilobytes: bodies.reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0) / 1000 }
}

const blankSource = `import { createElement } from 'react'
import { createRoot } from 'react-dom/client'
createRoot(document.body.appendChild(document.createElement('div'))).render(
  createElement('main', null, createElement('textarea', { 'aria-label': 'Prompt' })),
)
`

/** The least a React page can be: one text area. */
async function serveBlankPage(): Promise<{ url: string; close: () => void }> {
  const folder = join(root, 'e2e/results/blank')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'main.js'), blankSource)
  writeFileSync(
    join(folder, 'index.html'),
    '<!doctype html><title>Blank</title><script type="module" src="/main.js"></script>',
  )
  await build({ root: folder, configFile: false, logLevel: 'error', build: { outDir: 'dist', emptyOutDir: true } })
  const server = createServer((request, response) => {
    const path = request.url === '/' ? '/index.html' : (request.url ?? '')
    try {
      const bytes = readFileSync(join(folder, 'dist', path))
      response.setHeader('content-type', path.endsWith('.js') ? 'text/javascript' : 'text/html')
      response.end(bytes)
    } catch {
      response.writeHead(404).end()
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`,
    close: () => server.close(),
  }
}
