import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from '../fixture.ts'
import { EmbedPage, serveEmbeddings } from '../page/embedPage.ts'

const lines = (count: number, word = 'line') => Array.from({ length: count }, (_, at) => `${word} ${at}`)

test.describe('Embed, when something goes wrong', () => {
  test('goes batch by batch, stops, and resumes with the rest', async ({ playground, simulator, page }) => {
    await serveEmbeddings(playground, simulator, { held: 'hold-headers' })
    const embed = new EmbedPage(page)
    await embed.open(playground.url)
    await embed.choose(1, 'held')
    await embed.paste(lines(300))
    await embed.embedButton.click()
    // Two batches of 64 are asked for at once.
    await expect.poll(async () => (await simulator.connections()).held).toBe(2)
    await expect(page.getByRole('progressbar', { name: 'Embedding with held' })).toBeVisible()
    await simulator.control('release')
    await expect(embed.model(1)).toContainText('128 of 300')
    await expect.poll(async () => (await simulator.connections()).held).toBe(2)
    await page.getByRole('button', { name: 'Stop' }).click()
    await expect(embed.model(1)).toContainText('Stopped at 128 of 300')
    await expect.poll(async () => (await simulator.connections()).open, 'I6: the upstream is left alone').toBe(0)
    await expect(embed.embedButton).toHaveText('Embed 172')
    await embed.expectSaved()

    await page.reload()
    await expect(embed.embedButton).toHaveText('Embed 172')
    await embed.embedButton.click()
    const release = async () => {
      await simulator.control('release')
      return (await embed.embedButton.count()) === 1 ? embed.embedButton.innerText() : ''
    }
    await expect.poll(release).toBe('Embed')
    const posted = (await simulator.requests()).filter(({ body }) => body !== '')
    const inputs = posted.flatMap(({ body }) => {
      const { input }: { input: string[] } = JSON.parse(body)
      return input
    })
    // The two stopped batches were asked for twice, nothing else.
    expect(inputs.length).toBe(300 + 128)
    expect(new Set(inputs).size).toBe(300)
  })

  test('tries only the failed batches again', async ({ playground, simulator, page }) => {
    await serveEmbeddings(playground, simulator, { choosy: 'refuse-bad' })
    const embed = new EmbedPage(page)
    await embed.open(playground.url)
    await embed.choose(1, 'choosy')
    await embed.paste([...lines(64), ...lines(63), 'a bad one', ...lines(30, 'more')])
    await embed.embedButton.click()
    const failed = embed.model(1).getByRole('region', { name: 'choosy: what failed' })
    await expect(failed).toContainText('1 batch with 64 texts failed.')
    await expect(failed).toContainText('messages must not be empty')
    await expect(embed.embedButton).toHaveText('Embed 64')
    await failed.getByRole('button', { name: 'Look at the answer' }).click()
    await expect(page.getByRole('dialog', { name: 'Inspector' })).toContainText('422')
    await page.keyboard.press('Escape')
    // One text at a time shows which one it is.
    await page.getByRole('button', { name: 'Settings of model 1' }).click()
    await page.getByRole('textbox', { name: 'Texts in one request, for all models' }).fill('16')
    await page.keyboard.press('Escape')
    const before = (await simulator.requests()).length
    await failed.getByRole('button', { name: 'Retry 1 failed batch' }).click()
    await expect(failed).toContainText('1 batch with 16 texts failed.')
    expect((await simulator.requests()).length - before).toBe(4)
  })

  test('gives a model up whose every batch fails, and says why', async ({ playground, simulator, page }) => {
    await serveEmbeddings(playground, simulator, { refused: '401', fine: 'width:8' })
    const embed = new EmbedPage(page)
    await embed.open(playground.url)
    await embed.choose(1, 'refused')
    await embed.addModel('fine')
    await embed.paste(lines(640))
    await embed.embedButton.click()
    await expect(embed.model(1)).toContainText('Incorrect API key provided.')
    await expect(embed.model(2)).toContainText('8')
    await expect(embed.embedButton).toHaveText('Embed 640')
    const asked = (await simulator.requests()).filter(({ body }) => body.includes('"401"'))
    expect(asked.length).toBeLessThanOrEqual(4)
  })

  test('says of each vector what is wrong with it', async ({ playground, simulator, page }) => {
    await serveEmbeddings(playground, simulator, {
      nan: 'nan',
      zero: 'zero',
      short: 'wrong-dimension',
      same: 'constant',
      few: 'missing',
    })
    const embed = new EmbedPage(page)
    await embed.open(playground.url)
    await embed.choose(1, 'nan')
    await embed.type('first', 'second', 'third')
    await embed.embed()
    const health = embed.card('Health')
    await expect(embed.texts.nth(1)).toContainText('has NaN')
    await expect(health).toContainText('1 vector.')
    await page.getByRole('button', { name: 'Show the neighbours of text 2' }).click()
    await expect(embed.card('Neighbours of 2')).toContainText('Its vector holds NaN')
    await expect(embed.card('nan').getByRole('row').nth(2).getByRole('cell').first()).toHaveText('–')

    await embed.choose(1, 'zero')
    await embed.embed()
    await expect(embed.texts.nth(1)).toContainText('all zeros')
    await expect(embed.card('Neighbours of 2')).toContainText('a cosine is not defined')

    await embed.choose(1, 'short')
    await embed.embed()
    await expect(embed.texts.nth(1)).toContainText('7 dims, not 8')
    await expect(embed.card('Neighbours of 2')).toContainText('another length than the others')
    await expect(health).toContainText('1 vector not 8 dimensions.')

    await embed.choose(1, 'same')
    await embed.embed()
    await expect(health).toContainText('3 never change: 1, 2, 3.')

    await embed.choose(1, 'few')
    await embed.embedButton.click()
    await expect(embed.model(1)).toContainText('1 batch with 1 text failed. The answer has no vector for this text.')
    await expect(embed.texts.nth(2)).toContainText('not embedded yet')
  })

  test('checks batch against single, long input and base64', async ({ playground, simulator, page }) => {
    await serveEmbeddings(playground, simulator, {
      sound: 'width:32',
      noisy: 'width:32,batch-noise',
      cut: 'width:32,truncate,tokens:100',
      plain: 'width:32,no-base64',
    })
    const embed = new EmbedPage(page)
    await embed.open(playground.url)
    await embed.choose(1, 'sound')
    await embed.type('first', 'second', 'first')
    await embed.embed()
    await expect(embed.card('Health')).toContainText('2 texts in 1 group')
    const check = async (name: string) => {
      await page.getByRole('button', { name: `Check ${name}` }).click()
      const checks = page.getByRole('list', { name: `Checks of ${name}` })
      await expect(checks.getByRole('listitem')).toHaveCount(3)
      return checks
    }
    const sound = await check('sound')
    await expect(sound).toContainText('the very same vector alone and in a batch')
    await expect(sound).toContainText('after 4,096 words still changes')
    await expect(sound).toContainText('Both encodings hold the same numbers')
    for (const [name, words] of [
      ['noisy', 'between alone and in a batch'],
      ['cut', 'Cuts silently: after 256 words another ending changes nothing, after 64 it does'],
      ['plain', 'Base64 is refused'],
    ] as const) {
      await embed.choose(1, name)
      await embed.embed()
      await expect(await check(name)).toContainText(words)
    }
  })

  test('a changed text is another text', async ({ playground, simulator, page }) => {
    await serveEmbeddings(playground, simulator, { near: 'width:8' })
    const embed = new EmbedPage(page)
    await embed.open(playground.url)
    await embed.choose(1, 'near')
    await embed.type('first', 'second', '  ')
    await embed.embed()
    const text = page.getByRole('textbox', { name: 'Text 2', exact: true })
    await text.fill('changed')
    // As one who is done typing and embeds at once.
    await text.press('Control+Enter')
    await embed.expectEmbedded()
    await expect.poll(async () => (await simulator.requests()).at(-1)?.body).toContain('["changed"]')
    await expect(embed.texts.nth(1)).toContainText('unit')
  })
})

test.describe('everyone can use Embed', () => {
  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [1440, 390])
      test(`axe finds nothing, ${colorScheme}, ${width} px wide`, async ({ playground, simulator, page }) => {
        await serveEmbeddings(playground, simulator, { near: 'width:32', odd: 'width:32,seed:2,not-unit,nan' })
        await page.emulateMedia({ colorScheme })
        const embed = new EmbedPage(page)
        await embed.open(playground.url)
        expect(await violations(page), 'empty').toEqual([])
        await page.setViewportSize({ width, height: 844 })
        await embed.choose(1, 'near')
        await embed.addModel('odd')
        await embed.type('a red card', 'a red cart', 'where is my parcel', 'where is it')
        await embed.embedButton.click()
        await embed.expectEmbedded()
        expect(await violations(page), 'texts').toEqual([])
        if (width < 700) await page.getByRole('button', { name: 'Vectors', exact: true }).click()
        await expect(embed.card('Model against model')).toContainText('They disagree most on')
        expect(await violations(page), 'vectors').toEqual([])
        const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)
        expect(wide, 'nothing is wider than the screen').toBe(false)
      })

  test('with the keyboard alone: type, embed, look, stop', async ({ playground, simulator, page }) => {
    await serveEmbeddings(playground, simulator, { held: 'hold-headers' })
    const embed = new EmbedPage(page)
    await embed.open(playground.url)
    await embed.choose(1, 'held')
    await page.keyboard.press('/')
    await page.keyboard.type('typed')
    await page.keyboard.press('Control+Enter')
    await expect.poll(async () => (await simulator.connections()).held).toBe(1)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await expect(embed.model(1)).toContainText('Stopped')
    await expect.poll(async () => (await simulator.connections()).open).toBe(0)
  })
})

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze()
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
}
