import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from '@playwright/test'
import { runStep } from './step.ts'

/**
 * A Chromium that starts, wherever it comes from: Playwright's own, one on PATH, Playwright's download, or the
 * distribution's package. Throws with what was tried where there is none: browser tests are never skipped.
 */
export const chromiumArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

const namesOnPath = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** Long enough for 120 MB on an ordinary line; a network that reaches no download server is given up. */
const msDownload = 90_000
const msPackage = 300_000

/** The executable to launch; an empty string means Playwright's own. */
export async function findOrInstallBrowser(): Promise<string> {
  const tried: string[] = []
  const installed = await firstThatStarts(['', ...browsersOnPath()], tried)
  if (installed !== undefined) return installed

  process.stdout.write('No browser found: asking Playwright for one.\n')
  const cli = join(import.meta.dirname, '../../node_modules/@playwright/test/cli.js')
  const download = await runStep(process.execPath, [cli, 'install', '--only-shell', 'chromium'], { ms: msDownload })
  tried.push(`playwright install chromium: ${download.isOk ? 'done' : lastLine(download.output)}`)
  const downloaded = await firstThatStarts([''], tried)
  if (downloaded !== undefined) return downloaded

  if (process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0) {
    process.stdout.write("Playwright's browser cannot be had: installing the distribution's package.\n")
    await runStep('apt-get', ['update'], { ms: msPackage })
    const install = await runStep('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], {
      ms: msPackage,
    })
    tried.push(`apt-get install chromium: ${install.isOk ? 'done' : lastLine(install.output)}`)
    const packaged = await firstThatStarts(browsersOnPath(), tried)
    if (packaged !== undefined) return packaged
  } else {
    tried.push('apt-get: not here, or not root')
  }
  throw new Error(`No browser starts, so the browser tests cannot run. Tried:\n  ${tried.join('\n  ')}`)
}

/** For `playwright test` by hand: what is installed already, without starting it. */
export function browsersOnPath(): string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'))
  return namesOnPath.flatMap((name) => folders.map((folder) => join(folder, name))).filter(isExecutable)
}

async function firstThatStarts(candidates: string[], tried: string[]): Promise<string | undefined> {
  for (const executablePath of candidates) {
    try {
      const browser = await chromium.launch({
        args: chromiumArgs,
        timeout: 30_000,
        ...(executablePath === '' ? {} : { executablePath }),
      })
      process.stdout.write(`Browser: Chromium ${browser.version()}, ${executablePath || 'from Playwright'}\n`)
      await browser.close()
      return executablePath
    } catch (error) {
      tried.push(`${executablePath || "Playwright's own"}: ${lastLine(String(error).split('\n', 1)[0] ?? '')}`)
    }
  }
  return undefined
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? ''
}
