import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from '../fixture.ts'
import { CompletePage } from '../page/completePage.ts'
import type { SimulatorProcess } from '../process/simulatorProcess.ts'
import { expectedText } from '../simulator/expectedText.ts'

const short = expectedText('short')

test.describe('the Complete page', () => {
  test('grows in the text, in the colour of who writes, and goes on from what it has become', async ({
    playground,
    serve,
    simulator,
    page,
  }) => {
    await serve('short')
    const complete = new CompletePage(page)
    await complete.open(playground.url, 'short')
    await complete.write('Once: ')
    await complete.text.press('Control+Enter')
    await complete.expectText(`Once: ${short}`)
    await expect(complete.text.locator('.hue-0')).toHaveText(short)
    await expect(page.getByRole('region', { name: 'Text', exact: true })).toContainText(/\d+ out/)
    await page.keyboard.press('Control+End')
    await page.keyboard.type(' And ')
    await complete.continue()
    await complete.expectText(`Once: ${short} And ${short}`)
    expect(await bodies(simulator)).toEqual([
      { model: 'short', prompt: 'Once: ', stream: true },
      { model: 'short', prompt: `Once: ${short} And `, stream: true },
    ])
    await complete.expectAtRest()
    await expect(page.getByText('Saved', { exact: true })).toBeVisible()
    await page.reload()
    await complete.expectText(`Once: ${short} And ${short}`)
  })

  test('sends what was set, and nothing else', async ({ playground, serve, simulator, page }) => {
    await serve('short')
    const complete = new CompletePage(page)
    await complete.open(playground.url, 'short')
    await complete.write('Go')
    await complete.set({
      'Samples (n)': '2',
      'Best of': '3',
      'Probabilities (logprobs)': '2',
      Temperature: '0.5',
      'Max tokens': '7',
      'Top p': '0.9',
      'Top k': '20',
      Seed: '4',
      'Frequency penalty': '0.1',
      'Presence penalty': '0.2',
      'Stop sequences': 'END',
      'Further fields, as JSON': '{"min_p": 0.05, "user": "me"}',
      'Logit bias': '{"28": -100}',
    })
    await complete.continue()
    await complete.expectAtRest()
    expect(await bodies(simulator)).toEqual([
      {
        model: 'short',
        prompt: 'Go',
        n: 2,
        best_of: 3,
        logprobs: 2,
        temperature: 0.5,
        max_tokens: 7,
        top_p: 0.9,
        top_k: 20,
        seed: 4,
        frequency_penalty: 0.1,
        presence_penalty: 0.2,
        stop: ['END'],
        logit_bias: { '28': -100 },
        min_p: 0.05,
        user: 'me',
        // The best of several is known at the end only.
        stream: false,
      },
    ])
  })

  test('undoes and redoes through branches, and keeps every one of them', async ({ playground, serve, page }) => {
    await serve('short', 'short,seed:5')
    const complete = new CompletePage(page)
    await complete.open(playground.url, 'short')
    await complete.write('Sea ')
    await complete.continue()
    await complete.expectText(`Sea ${short}`)
    await complete.expectAtRest()
    await complete.text.click()
    await page.keyboard.press('Control+z')
    await complete.expectText('Sea ')
    await page.keyboard.press('Control+Shift+z')
    await complete.expectText(`Sea ${short}`)
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('button', { name: 'Do not ask short' }).click()
    await complete.addEndpoint('short,seed:5')
    await complete.continue()
    const other = expectedText('short,seed:5')
    await complete.expectText(`Sea ${other}`)
    await complete.expectAtRest()
    await complete.tab(/^History/)
    const history = page.getByRole('list', { name: 'History' })
    await expect(history.getByRole('button')).toHaveCount(4)
    await history.getByRole('button', { name: short.slice(0, 20) }).click()
    await complete.expectText(`Sea ${short}`)
    await expect(page.getByText('Saved', { exact: true })).toBeVisible()
    await page.reload()
    await complete.tab(/^History/)
    await history.getByRole('button', { name: other.slice(0, 20) }).click()
    await complete.expectText(`Sea ${other}`)
    await history.getByRole('button', { name: 'The empty text' }).click()
    await expect(page.getByRole('list', { name: 'Beginnings' })).toBeVisible()
  })

  test('grows samples of several endpoints beside each other, each to be taken', async ({
    playground,
    serve,
    page,
  }) => {
    await serve('short', 'short,seed:9')
    const complete = new CompletePage(page)
    await complete.open(playground.url, 'short', 'short,seed:9')
    await complete.write('A ')
    await complete.set({ 'Samples (n)': '2' })
    await complete.continue()
    await expect(complete.samples).toHaveCount(4)
    await complete.expectAtRest()
    await expect(complete.samples.nth(1)).toContainText(expectedText('short,seed:2'))
    await expect(complete.samples.nth(2)).toContainText(expectedText('short,seed:9'))
    await expect(complete.samples.nth(2)).toContainText(/first \d+ ms/)
    await complete.expectText('A ')
    await complete.samples.nth(3).getByRole('button', { name: 'Take' }).click()
    await complete.expectText(`A ${expectedText('short,seed:10')}`)
    await complete.samples.nth(0).getByRole('button', { name: 'Take' }).click()
    await complete.expectText(`A ${short}`)
    await expect(complete.samples.nth(0).getByRole('button', { name: 'In the text' })).toBeDisabled()
  })

  test('fills in the middle: the text before the caret and the text after it', async ({
    playground,
    serve,
    simulator,
    page,
  }) => {
    await serve('short')
    const complete = new CompletePage(page)
    await complete.open(playground.url, 'short')
    await complete.write('Begin. End.')
    await page.getByRole('switch', { name: 'Fill in at the caret' }).click()
    await complete.text.press('Control+End')
    for (let press = 0; press < 4; press += 1) await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('Control+Enter')
    await complete.expectText(`Begin. ${short}End.`)
    expect(await bodies(simulator)).toMatchObject([{ prompt: 'Begin. ', suffix: 'End.' }])
  })

  test('stops, is read again after a reload in the middle, and is asked again', async ({ playground, serve, page }) => {
    await serve('hold,at:6,tokens:12')
    const complete = new CompletePage(page)
    await complete.open(playground.url, 'hold,at:6,tokens:12')
    await complete.write('So ')
    await complete.continue()
    const begun = `So ${expectedText('short').split(/(?= )/).slice(0, 6).join('')}`
    await complete.expectText(begun)
    // Nobody writes in what grows.
    await complete.text.press('x')
    await complete.expectText(begun)
    await expect(page).toHaveURL(/\/complete\/[0-9a-f-]+$/)
    await page.reload()
    await complete.expectText(begun)
    await complete.text.press('Escape')
    await expect(page.getByText('Stopped.')).toBeVisible()
    await complete.expectText(begun)
    await page.getByRole('button', { name: 'Retry' }).click()
    await complete.tab(/^History/)
    await expect(page.getByRole('list', { name: 'History' }).getByRole('button')).toHaveCount(4)
    await page.getByRole('button', { name: 'Stop', exact: true }).click()
    await complete.expectAtRest()
    await page.keyboard.press('Control+End')
  })

  test('says what an endpoint refused, and keeps the text', async ({ playground, serve, page }) => {
    await serve('429')
    const complete = new CompletePage(page)
    await complete.open(playground.url, '429')
    await complete.write('Text')
    await complete.continue()
    await expect(page.getByRole('alert')).toContainText('Rate limited')
    await complete.expectText('Text')
  })

  test('becomes one again where two tabs changed it', async ({ playground, page, context }) => {
    const complete = new CompletePage(page)
    await complete.open(playground.url)
    await complete.write('One.')
    await expect(page).toHaveURL(/\/complete\/[0-9a-f-]+$/)
    await expect(page.getByText('Saved', { exact: true })).toBeVisible()
    const second = new CompletePage(await context.newPage())
    await second.page.goto(page.url())
    await second.expectText('One.')
    await second.text.press('Control+End')
    await second.page.keyboard.type(' Two.')
    await complete.expectText('One. Two.')
    await complete.text.press('Control+End')
    await page.keyboard.type(' Three.')
    await second.expectText('One. Two. Three.')
  })

  test('is read by axe without a finding, empty, with samples and on a phone', async ({ playground, serve, page }) => {
    await serve('short')
    const complete = new CompletePage(page)
    await complete.open(playground.url, 'short')
    const look = async () => (await new AxeBuilder({ page }).analyze()).violations
    expect(await look()).toEqual([])
    await page.getByRole('button', { name: /^Teach by example/ }).click()
    await complete.set({ 'Probabilities (logprobs)': '3' })
    await complete.continue()
    await expect(complete.samples).toHaveCount(3)
    await complete.expectAtRest()
    expect(await look()).toEqual([])
    await page.getByRole('button', { name: 'Score the text' }).click()
    await expect(complete.score('short')).toContainText('Perplexity')
    // Without motion: a colour half way from light to dark is neither.
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
    expect(await look()).toEqual([])
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await look()).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  })

  test('takes ten thousand words, and stays quick to type in', async ({ playground, serve, page, simulator }) => {
    await serve('short')
    const complete = new CompletePage(page)
    await complete.open(playground.url, 'short')
    const words = Array.from({ length: 10_000 }, (_, index) => (index % 80 === 79 ? 'word\n' : 'word ')).join('')
    await complete.write(words)
    await page.keyboard.press('Control+End')
    await page.keyboard.type('end')
    await complete.continue()
    await expect(complete.text).toContainText(short)
    const [body] = await bodies(simulator)
    expect(body?.['prompt']).toBe(`${words}end`)
  })

  test('is opened from the inspector of a completion', async ({ playground, serve, page }) => {
    await serve('short')
    const complete = new CompletePage(page)
    await complete.open(playground.url, 'short')
    await complete.write('Again')
    await complete.set({ 'Max tokens': '3' })
    await complete.continue()
    await complete.expectAtRest()
    await page.getByRole('button', { name: 'Inspect' }).click()
    const inspector = page.getByRole('dialog', { name: 'Inspector' })
    await inspector.getByRole('button', { name: 'Open in Complete' }).click()
    await complete.expectText('Again')
    await expect(page.getByRole('button', { name: 'max 3' })).toBeVisible()
  })

  test('gives the next request as code', async ({ playground, serve, page }) => {
    await serve('short')
    const complete = new CompletePage(page)
    await complete.open(playground.url, 'short')
    await complete.write('Said once')
    await complete.set({ 'Max tokens': '9' })
    await page.getByRole('button', { name: 'Get code' }).click()
    const dialog = page.getByRole('dialog', { name: 'Get code' })
    await expect(dialog).toContainText('Said once')
    await expect(dialog).toContainText('max_tokens')
  })
})

async function bodies(simulator: SimulatorProcess): Promise<Record<string, unknown>[]> {
  const requests = await simulator.requests()
  return requests
    .filter(({ method }) => method === 'POST')
    .map(({ body }) => {
      const { stream_options: _, ...rest }: Record<string, unknown> = JSON.parse(body)
      return rest
    })
}
