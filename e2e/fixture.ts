import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test as base, type BrowserContext } from '@playwright/test'
import {
  addUpstream,
  canary,
  startPlayground,
  type Playground,
  type PlaygroundOptions,
} from './process/playgroundProcess.ts'
import { startSimulatorProcess, type SimulatorProcess } from './process/simulatorProcess.ts'

/**
 * What every test gets and what every test must leave behind: a real server with a fresh data folder, the simulator,
 * and a browser in which any warning, error, dialog or request to elsewhere fails the test.
 */
interface Fixtures {
  playground: Playground
  /** More servers, or one started again; ended with the test. */
  start: (options?: PlaygroundOptions) => Promise<Playground>
  /** Makes each of these models an endpoint of the test's server. */
  serve: (...models: string[]) => Promise<void>
  trouble: Trouble
}

interface WorkerFixtures {
  simulatorOfWorker: SimulatorProcess
}

/** What went wrong in the browser; `allow` names what a test provokes. */
interface Trouble {
  seen: string[]
  allow: (pattern: RegExp) => void
}

export const test = base.extend<Fixtures & { simulator: SimulatorProcess }, WorkerFixtures>({
  simulatorOfWorker: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of a fixture's needs from this pattern
    async ({}, use) => {
      const simulator = await startSimulatorProcess()
      await use(simulator)
      await simulator.stop()
    },
    { scope: 'worker' },
  ],

  simulator: async ({ simulatorOfWorker }, use) => {
    await simulatorOfWorker.control('reset')
    await use(simulatorOfWorker)
    await simulatorOfWorker.control('reset')
  },

  start: async ({ context }, use) => {
    const started: Playground[] = []
    await use(async (options) => {
      const playground = await startPlayground(options)
      started.push(playground)
      return playground
    })
    // A page that is still at work would say that its server is gone.
    for (const page of context.pages()) await page.close()
    for (const playground of started) await playground.stop('SIGKILL')
    for (const playground of started) expectNoCanary(playground)
  },

  playground: async ({ start }, use) => {
    const playground = await start()
    await use(playground)
    // I1: whatever the test did, the process lives and threw nothing it did not expect.
    expect(playground.log()).not.toMatch(/unhandled|uncaught/i)
  },

  serve: async ({ playground, simulator }, use) => {
    await use(async (...models) => {
      await addUpstream(playground, { url: simulator.url, models })
    })
  },

  trouble: [
    async ({ context }, use) => {
      const allowed: RegExp[] = []
      const seen = watch(context)
      await use({ seen, allow: (pattern) => allowed.push(pattern) })
      const bad = seen.filter((line) => !allowed.some((pattern) => pattern.test(line)))
      expect(bad, 'the browser warned, failed, asked or went elsewhere').toEqual([])
    },
    { auto: true },
  ],
})

export { expect }

function watch(context: BrowserContext): string[] {
  const seen: string[] = []
  context.on('console', (message) => {
    if (message.type() === 'warning' || message.type() === 'error')
      seen.push(`console ${message.type()}: ${message.text()} ${message.location().url}`)
  })
  context.on('weberror', (error) => seen.push(`page error: ${error.error().stack ?? error.error().message}`))
  context.on('dialog', (dialog) => {
    seen.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  context.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url())
    const isOwn = hostname === 'localhost' || hostname === '127.0.0.1' || protocol === 'data:' || protocol === 'blob:'
    if (!isOwn) seen.push(`request to elsewhere: ${request.url()}`)
  })
  return seen
}

/** I8: no credential in the log or in any file of the data folder. */
function expectNoCanary(playground: Playground): void {
  expect(playground.log().includes(canary), 'the credential is in the log').toBe(false)
  for (const file of filesIn(playground.dataFolder))
    expect(readFileSync(file).includes(canary), `the credential is in ${file}`).toBe(false)
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile() && statSync(path).size < 64 * 1024 * 1024)
}
