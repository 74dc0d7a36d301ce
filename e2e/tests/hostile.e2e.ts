import { expect, test } from '../fixture.ts'
import { ComparePage } from '../page/comparePage.ts'
import { makeSession } from '../page/makeSession.ts'
import { addUpstream } from '../process/playgroundProcess.ts'
import { hostileMarkdown } from '../simulator/hostileText.ts'

/**
 * What a model says can run nothing, load nothing and lead nowhere by itself. The `trouble` fixture fails the test on
 * any dialog, console message or request to another host; here the DOM is looked at too.
 */
test.describe('hostile text', () => {
  for (const model of [
    'hostile',
    'hostile,one-byte-writes,rate:0',
    'hostile,hostile-events',
    'hostile,json-though-stream',
  ])
    test(`from a model: ${model}`, async ({ playground, serve, page }) => {
      await serve(model)
      const compare = new ComparePage(page)
      await compare.open(playground.url, await makeSession(playground, { endpoints: [model] }))
      const address = page.url()
      await compare.send()
      await compare.expectAllEnded(1)
      await expect(compare.answer(model)).toContainText('End of the hostile text.')
      expect(page.url()).toBe(address)
      expect(await dangers(page)).toEqual([])
    })

  test('one character at a time: no half-open tag or link does what the whole may not', async ({
    playground,
    serve,
    page,
  }) => {
    test.setTimeout(120_000)
    const model = 'hostile,rate:150'
    await serve(model)
    const compare = new ComparePage(page)
    await compare.open(playground.url, await makeSession(playground, { endpoints: [model] }))
    await compare.send()
    await expect(compare.answer(model)).toBeVisible()
    const found: string[] = []
    while ((await compare.answer(model).getAttribute('aria-busy')) === 'true') found.push(...(await dangers(page)))
    expect(found).toEqual([])
  })

  test('as prompt, title and endpoint name', async ({ playground, simulator, page }) => {
    const name = `<img src=x onerror=alert('name')>[x](javascript:alert(1))`
    await addUpstream(playground, {
      url: simulator.url,
      models: ['echo-prompt'],
      name: `<svg onload=alert('upstream')>`,
      names: [name],
    })
    const title = `<script>alert('title')</script>`
    const id = await makeSession(playground, { endpoints: [name], draft: hostileMarkdown, title })
    const compare = new ComparePage(page)
    await compare.open(playground.url, id)
    await compare.send()
    await compare.expectAllEnded(1)
    expect(await dangers(page)).toEqual([])
    for (const path of ['/sessions', '/endpoints', '/settings']) {
      await page.goto(playground.url + path)
      await expect(page.getByRole('main')).toBeVisible()
      expect(await dangers(page), path).toEqual([])
    }
  })

  test('in an error page of an upstream', async ({ playground, serve, page }) => {
    await serve('500-html', 'html-200')
    const compare = new ComparePage(page)
    await compare.open(playground.url, await makeSession(playground, { endpoints: ['500-html', 'html-200'] }))
    await compare.send()
    await compare.expectAllEnded(2)
    expect(await dangers(page)).toEqual([])
  })
})

/** Elements and attributes that could run, load or lead somewhere. */
async function dangers(page: ComparePage['page']): Promise<string[]> {
  return await page.evaluate(() => {
    const bad: string[] = []
    const forbidden =
      'iframe, object, embed, base, link[href*="evil"], meta[http-equiv], form[action], video, audio, main script, main style, main svg image'
    for (const element of document.querySelectorAll(forbidden)) bad.push(element.outerHTML.slice(0, 120))
    for (const element of document.querySelectorAll('*'))
      for (const { name, value } of element.attributes) {
        if (name.startsWith('on')) bad.push(`${name}=${value.slice(0, 80)}`)
        // oxlint-disable-next-line no-script-url -- it is what is looked for
        if (
          /^(href|src|action|formaction|xlink:href)$/.test(name) &&
          /^\s*(javascript|vbscript|data:text|blob|file):/i.test(value)
        )
          bad.push(`${name}=${value.slice(0, 80)}`)
        if (/^(src|srcset|poster|ping|background)$/.test(name) && value.includes('evil.invalid'))
          bad.push(`${name}=${value}`)
        if (name === 'style' && value.includes('url(')) bad.push(`style=${value.slice(0, 80)}`)
      }
    for (const link of document.querySelectorAll('main a[href^="http"]')) {
      const rel = link.getAttribute('rel') ?? ''
      // noreferrer implies noopener (HTML, links, link type "noreferrer").
      if (!rel.includes('noreferrer')) bad.push(`link without rel: ${link.outerHTML.slice(0, 120)}`)
    }
    return bad
  })
}
