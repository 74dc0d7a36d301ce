import { expect, type Browser, type BrowserContextOptions, type Page } from '@playwright/test'

/** A shared or exported page, read in a browser profile of its own: no account, no storage, nothing of the app. */
export interface Reader {
  page: Page
  /** Every address asked for, once; dialogs and lines of the console too. */
  seen: string[]
  close: () => Promise<void>
}

export async function openElsewhere(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<Reader> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const seen: string[] = []
  context.on('request', (request) => {
    // A form that was sent, or the page again.
    if (!seen.includes(request.url())) seen.push(request.url())
  })
  context.on('dialog', (dialog) => {
    seen.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  context.on('page', (other) => seen.push(`another page: ${other.url()}`))
  page.on('console', (message) => seen.push(`console: ${message.text()}`))
  await page.goto(address)
  return { page, seen, close: () => context.close() }
}

/** Elements and attributes that could run, load or lead somewhere; the session's data runs nowhere. */
export async function dangersOf(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const bad: string[] = []
    const forbidden =
      'script:not([type="application/json"]), iframe, object, embed, base, img, svg, math, video, audio, form, link, meta[http-equiv="refresh"], body style, button, template, noscript'
    for (const element of document.querySelectorAll(forbidden)) bad.push(element.outerHTML.slice(0, 120))
    if (document.querySelectorAll('script').length !== 1 || document.querySelectorAll('style').length !== 1)
      bad.push('more than one script or style element')
    if (document.querySelector('body > :not(main, footer, script)') !== null) bad.push('something outside of main')
    for (const element of document.querySelectorAll('*'))
      for (const { name, value } of element.attributes) {
        if (name.startsWith('on') || name === 'style' || name === 'src' || name === 'ping')
          bad.push(`${name}=${value.slice(0, 80)}`)
        if (name === 'href' && !/^(https?:\/\/|mailto:|#|\/sessions#fork=[\w-]{32}$)/.test(value))
          bad.push(`${name}=${value.slice(0, 80)}`)
        if (name === 'href' && value.startsWith('http') && element.getAttribute('rel') !== 'noreferrer')
          bad.push(`a link that tells where it came from: ${value.slice(0, 80)}`)
      }
    return bad
  })
}

/** Nothing of the page is beyond its right edge, but for what scrolls in its own box. */
export async function expectFits(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
}
