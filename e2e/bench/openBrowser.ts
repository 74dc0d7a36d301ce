import { chromium, type Browser } from '@playwright/test'
import { chromiumArgs, findOrInstallBrowser } from '../runner/browser.ts'

let executablePath: string | undefined

/** The browser `npm test` would use. */
export async function openBrowser(): Promise<Browser> {
  executablePath ??= await findOrInstallBrowser()
  return await chromium.launch({ args: chromiumArgs, ...(executablePath === '' ? {} : { executablePath }) })
}
