import { availableParallelism } from 'node:os'
import { defineConfig } from '@playwright/test'
import { findPostgres } from './process/postgresServer.ts'
import { browsersOnPath, chromiumArgs } from './runner/browser.ts'

/** `npm test` says which browser; by hand (`playwright test -c e2e`) the first on PATH, else Playwright's own. */
const executablePath = process.env['E2E_BROWSER'] ?? browsersOnPath()[0] ?? ''

export default defineConfig({
  testDir: './tests',
  testMatch: '**/*.e2e.ts',
  testIgnore: findPostgres() === undefined ? ['**/postgres*.e2e.ts'] : [],
  globalSetup: './globalSetup.ts',
  outputDir: './results/playwright',
  timeout: 60_000,
  expect: { timeout: 15_000 },
  retries: 0,
  forbidOnly: true,
  fullyParallel: true,
  // Each worker is a browser, a server and a simulator: two cores each.
  workers: Math.max(1, Math.floor(availableParallelism() / 2)),
  use: {
    browserName: 'chromium',
    headless: true,
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    launchOptions: { args: chromiumArgs, ...(executablePath === '' ? {} : { executablePath }) },
  },
})
