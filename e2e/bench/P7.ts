import type { Browser, Page } from '@playwright/test'
import { ComparePage } from '../page/comparePage.ts'
import { makeSession } from '../page/makeSession.ts'
import type { Figure } from './figure.ts'
import { openBrowser } from './openBrowser.ts'
import type { Stage } from './stage.ts'
import { quantile } from './statistics.ts'

const seconds = 15
const panes = 16

/** Seeds make no two panes alike; the endpoints are added by bench.ts. */
export const paceModels = [50, 200].flatMap((rate) =>
  Array.from({ length: panes }, (_, seed) => `markdown,rate:${rate},tokens:${rate * seconds},seed:${seed}`),
)

interface Frames {
  framesPerSecond: number
  longestGapMs: number
  longTasksMs: number
  inputDelayP95: number
}

/** The real page in Chromium, in the same run as itself idle. */
export const P7: Figure = {
  id: 'P7',
  what: '16 panes × 50 tokens/s of Markdown in Chromium: frames/s against an idle page, long tasks, input delay, text on screen in time',
  goal: '≥ 0.9 of idle, 100 %, ≤ 200 ms of long tasks, input p95 ≤ 50 ms; 16 × 200 tokens/s ≥ 0.75',
  async measure(stage) {
    const browser = await openBrowser()
    try {
      const idle = await measureIdle(browser, stage)
      const fifty = await measureStreaming(browser, stage, 50)
      const twoHundred = await measureStreaming(browser, stage, 200)
      const share = fifty.framesPerSecond / idle.framesPerSecond
      const fast = twoHundred.framesPerSecond / idle.framesPerSecond
      return {
        summary: `${fifty.framesPerSecond.toFixed(1)} of ${idle.framesPerSecond.toFixed(1)} frames/s = ${share.toFixed(2)}, longest gap ${fifty.longestGapMs.toFixed(0)} ms, long tasks ${fifty.longTasksMs.toFixed(0)} ms, input p95 ${fifty.inputDelayP95.toFixed(0)} ms, last text late by ${fifty.lateMs.toFixed(0)} ms; at 200 tokens/s ${fast.toFixed(2)}, late by ${twoHundred.lateMs.toFixed(0)} ms`,
        isReached:
          share >= 0.9 && fast >= 0.75 && fifty.longTasksMs <= 200 && fifty.inputDelayP95 <= 50 && fifty.lateMs <= 50,
        raw: { idle, fifty, twoHundred },
      }
    } finally {
      await browser.close()
    }
  },
}

async function openSession(browser: Browser, { playground }: Stage, rate: number): Promise<ComparePage> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  const endpoints = paceModels.filter((model) => model.includes(`rate:${rate},`))
  const compare = new ComparePage(page)
  await compare.open(playground.url, await makeSession(playground, { endpoints }))
  return compare
}

async function measureIdle(browser: Browser, stage: Stage): Promise<Frames> {
  const { page } = await openSession(browser, stage, 50)
  const frames = await watchFrames(page, 5000)
  await page.close()
  return frames
}

async function measureStreaming(browser: Browser, stage: Stage, rate: number): Promise<Frames & { lateMs: number }> {
  await stage.simulator.control('record', 'on')
  await stage.simulator.control('reset')
  const compare = await openSession(browser, stage, rate)
  await compare.send()
  await compare.streaming.first().waitFor()
  const lastChange = compare.page.evaluate(watchLastChange, { msFrom: (seconds - 1) * 1000, ms: seconds * 1000 + 3000 })
  const typing = typeWhile(compare, seconds)
  const frames = await watchFrames(compare.page, (seconds - 1) * 1000)
  await typing
  const changedAtMs = await lastChange
  const { connections, nowUs, wallMs } = await stage.simulator.connections()
  const endedAtUs = Math.max(...connections.map(({ closedAtUs }) => closedAtUs ?? Number.NaN))
  const endedAtMs = wallMs - (nowUs - endedAtUs) / 1000
  await stage.simulator.control('record', 'off')
  await compare.page.close()
  return { ...frames, lateMs: changedAtMs - endedAtMs }
}

/** Keys go into the composer meanwhile, so that there is input whose delay can be seen. */
async function typeWhile(compare: ComparePage, forSeconds: number): Promise<void> {
  await compare.prompt.focus()
  for (let key = 0; key < forSeconds * 2; key += 1) await compare.page.keyboard.type('a', { delay: 400 })
}

/** Wall clock of the frame after the one in which an answer's text grew last; looked at from `msFrom` on. */
function watchLastChange({ msFrom, ms }: { msFrom: number; ms: number }): Promise<number> {
  return new Promise((resolve) => {
    let last = Number.NaN
    let length = 0
    let isAsked = false
    const look = (): void => {
      isAsked = false
      let now = 0
      for (const text of document.querySelectorAll('main article [dir="auto"]')) now += text.textContent.length
      if (now !== length) last = Date.now()
      length = now
    }
    const observer = new MutationObserver(() => {
      if (!isAsked) requestAnimationFrame(look)
      isAsked = true
    })
    const of = { subtree: true, childList: true, characterData: true }
    setTimeout(() => observer.observe(document.querySelector('main') ?? document.body, of), msFrom)
    setTimeout(() => resolve(last), ms)
  })
}

async function watchFrames(page: Page, ms: number): Promise<Frames> {
  const { stamps, longTasks, delays } = await page.evaluate(
    (ms) =>
      new Promise<{ stamps: number[]; longTasks: number[]; delays: number[] }>((resolve) => {
        const stamps: number[] = []
        const longTasks: number[] = []
        const delays: number[] = []
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) longTasks.push(entry.duration)
        }).observe({ type: 'longtask' })
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) if (entry.name === 'keydown') delays.push(entry.duration)
        }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit)
        const endAt = performance.now() + ms
        const frame = (now: number): void => {
          stamps.push(now)
          if (now < endAt) requestAnimationFrame(frame)
          else resolve({ stamps, longTasks, delays })
        }
        requestAnimationFrame(frame)
      }),
    ms,
  )
  const gaps = stamps.slice(1).map((stamp, index) => stamp - (stamps[index] ?? stamp))
  return {
    framesPerSecond: ((stamps.length - 1) * 1000) / ((stamps.at(-1) ?? 0) - (stamps[0] ?? 0)),
    longestGapMs: Math.max(...gaps),
    longTasksMs: longTasks.reduce((sum, value) => sum + value, 0),
    // Events faster than 16 ms are not reported at all.
    inputDelayP95: delays.length === 0 ? 16 : quantile(delays, 0.95),
  }
}
