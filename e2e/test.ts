import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { installClients } from './clients/installClients.ts'
import { runClients } from './clients/runClients.ts'
import { findOrInstallBrowser } from './runner/browser.ts'
import { playwrightCounts, vitestCounts, type Counts } from './runner/counts.ts'
import { findOrInstallPostgres } from './runner/postgres.ts'
import { runStep } from './runner/step.ts'

/**
 * `npm test`: the checks, the unit, route and store tests, the browser tests, then the real clients, all of them whatever
 * failed before. Ends with `N passed, N failed`; a check counts as one. Only the Python clients may be skipped, where
 * there is no Python, and what runs over Postgres, where there is none: the run says so. Anything else that could not run
 * has failed.
 */
const root = join(import.meta.dirname, '..')
const results = join(root, 'e2e/results')
process.chdir(root)
process.env['PATH'] = `${join(root, 'node_modules/.bin')}${delimiter}${process.env['PATH'] ?? ''}`
rmSync(join(results, 'vitest.json'), { force: true })
rmSync(join(results, 'playwright.json'), { force: true })
mkdirSync(results, { recursive: true })
// Where every suite puts its data folders, so that thousands of them go at the end. Windows reads the second.
const folder = mkdtempSync(join(tmpdir(), 'ai-playground-test-'))
process.env['TMPDIR'] = process.env['TEMP'] = folder
// Postgres, which does not run as root, has to come through to its own.
chmodSync(folder, 0o711)

const total: Counts = { passed: 0, failed: 0, remarks: [] }

// Installed meanwhile: that is mostly waiting for a network, and takes a minute.
const installing = installClients()
for (const command of checkCommands()) await check(command)
await postgres()
await vitest()
await playwright()
await clients()

rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
for (const remark of total.remarks) process.stdout.write(`${remark}\n`)
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`)
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1)

/** The commands of `npm run check`, one by one. */
function checkCommands(): string[] {
  const { scripts }: { scripts: { check: string } } = JSON.parse(readFileSync('package.json', 'utf8'))
  return scripts.check.split('&&').map((command) => command.trim())
}

async function check(command: string): Promise<void> {
  const [name = '', ...args] = command.split(' ')
  const step = await runStep(name, args)
  process.stdout.write(`${step.isOk ? '✓' : '✗'} ${command}  ${step.seconds.toFixed(1)} s\n`)
  if (!step.isOk) process.stdout.write(`${step.output}\n`)
  add({ passed: step.isOk ? 1 : 0, failed: step.isOk ? 0 : 1, remarks: step.isOk ? [] : [`✗ ${command}`] })
}

/** The suites look for it themselves. */
async function postgres(): Promise<void> {
  const isRequired = process.env['POSTGRES_REQUIRED'] === '1'
  try {
    await findOrInstallPostgres(isRequired)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const remark = `postgres: its suites ${isRequired ? 'could not run' : 'are skipped'}: ${why}`
    add({ passed: 0, failed: isRequired ? 1 : 0, remarks: [remark] })
  }
}

async function vitest(): Promise<void> {
  const file = join(results, 'vitest.json')
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const step = await runStep('vitest', args, { isLive: true })
  add(vitestCounts(file, step.isOk))
}

async function playwright(): Promise<void> {
  const file = join(results, 'playwright.json')
  let browser: string
  try {
    browser = await findOrInstallBrowser()
  } catch (error) {
    add({ passed: 0, failed: 1, remarks: [error instanceof Error ? error.message : String(error)] })
    return
  }
  const cli = join(root, 'node_modules/@playwright/test/cli.js')
  const args = [cli, 'test', '--config=e2e/playwright.config.ts', '--reporter=list,json']
  const env = { E2E_BROWSER: browser, PLAYWRIGHT_JSON_OUTPUT_FILE: file, FORCE_COLOR: '0' }
  const step = await runStep(process.execPath, args, { isLive: true, env })
  add(playwrightCounts(file, step.isOk))
}

async function clients(): Promise<void> {
  try {
    add(await runClients(installing))
  } catch (error) {
    add({ passed: 0, failed: 1, remarks: [`clients: ${error instanceof Error ? error.message : String(error)}`] })
  }
}

function add(counts: Counts): void {
  total.passed += counts.passed
  total.failed += counts.failed
  total.remarks.push(...counts.remarks)
}
