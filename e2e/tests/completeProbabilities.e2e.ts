import { expect, test } from '../fixture.ts'
import { CompletePage } from '../page/completePage.ts'
import { dataFolderWithModel, keepModel, localModel } from '../process/localModelFile.ts'
import { listEndpoints } from '../process/playgroundProcess.ts'
import { echoedTokens, expectedText, scriptTokens, simulatedLogprob } from '../simulator/expectedText.ts'
import { parseScript } from '../simulator/script.ts'

test.describe('token probabilities', () => {
  test('are shown at the caret and under the pointer, and another token can be gone on with', async ({
    playground,
    serve,
    simulator,
    page,
  }) => {
    await serve('short')
    const complete = new CompletePage(page)
    await complete.open(playground.url, 'short')
    await complete.write('Go')
    await page.getByRole('button', { name: 'Ask for probabilities' }).click()
    await complete.continue()
    await complete.expectAtRest()
    const tokens = scriptTokens(parseScript('short'), {})
    const last = tokens.at(-1) ?? ''
    const percent = (place: number) => (Math.exp(simulatedLogprob(tokens[place] ?? '', place)) * 100).toPrecision(3)
    const details = page.getByRole('region', { name: 'Token at the caret' })
    await expect(details).toContainText(`␣${last.trim()}`)
    await expect(details).toContainText(percent(11).slice(0, 4))
    // By keyboard: the caret goes into the token before.
    await complete.text.press('Control+End')
    for (let press = 0; press <= last.length; press += 1) await page.keyboard.press('ArrowLeft')
    await expect(details).toContainText(percent(10).slice(0, 4))
    // By pointer.
    const second = tokens[1] ?? ''
    await complete.text.getByText(second, { exact: true }).first().hover()
    const offered = page.getByRole('button', { name: /^Continue with ␣other1,/ })
    await offered.click()
    await complete.expectText(`Go${tokens[0]} other1${expectedText('short')}`)
    expect(JSON.parse((await simulator.requests()).at(-1)?.body ?? '')).toMatchObject({
      prompt: `Go${tokens[0]} other1`,
    })
    // What it was before is another branch.
    await complete.expectAtRest()
    await complete.tab(/^History/)
    await expect(page.getByRole('list', { name: 'History' }).getByRole('button')).toHaveCount(5)
  })

  test('paint a heat map that can be switched off', async ({ playground, serve, page }) => {
    await serve('short')
    const complete = new CompletePage(page)
    await complete.open(playground.url, 'short')
    await complete.write('Go')
    await complete.set({ 'Probabilities (logprobs)': '1' })
    await complete.continue()
    await expect(complete.text.locator('[class^=heat-]')).toHaveCount(12)
    await page.getByRole('switch', { name: 'Surprise heat map' }).click()
    await expect(complete.text.locator('[class^=heat-]')).toHaveCount(0)
  })

  test('score a text: sum, mean and perplexity, for two models that cut it differently', async ({
    playground,
    serve,
    page,
    simulator,
  }) => {
    const models = ['fast,seed:3', 'fast,seed:4']
    await serve(...models)
    const complete = new CompletePage(page)
    await complete.open(playground.url, ...models)
    const text = 'The lighthouse keeper counts the ships that pass, and every night there are fewer of them.'
    await complete.write(text)
    await page.getByRole('button', { name: 'Score the text' }).click()
    for (const model of models) {
      const cut = echoedTokens(parseScript(model), { prompt: text, echo: true })
      const logprobs = cut.map((token, place) => simulatedLogprob(token, place)).slice(1)
      const sum = logprobs.reduce((total, value) => total + value, 0)
      const score = complete.score(model)
      await expect(score).toContainText(`−${Math.abs(sum).toFixed(2)}`)
      await expect(score).toContainText(Math.exp(-sum / logprobs.length).toPrecision(4))
      await expect(score).toContainText(`Tokens${logprobs.length}`)
    }
    await expect(page.getByRole('region', { name: 'Two models on the same text' })).toContainText(/\d+ stretches/)
    const [body] = (await simulator.requests()).filter(({ method }) => method === 'POST').map((sent) => sent.body)
    expect(JSON.parse(body ?? '')).toEqual({
      model: expect.stringMatching(/^fast,seed:/),
      prompt: text,
      max_tokens: 0,
      echo: true,
      logprobs: 5,
      stream: false,
    })
    await complete.text.press('Control+Home')
    await page.keyboard.type('Now. ')
    await complete.tab(/^Scores/)
    await expect(page.getByText('The text has changed since it was scored.')).toBeVisible()
  })

  test('are asked for with one token where an endpoint refuses none', async ({ playground, serve, page }) => {
    await serve('no-zero,seed:3')
    const complete = new CompletePage(page)
    await complete.open(playground.url, 'no-zero,seed:3')
    await complete.write('It refuses nothing at all.')
    await page.getByRole('button', { name: 'Score the text' }).click()
    const cut = echoedTokens(parseScript('seed:3'), { prompt: 'It refuses nothing at all.', echo: true })
    const score = complete.score('no-zero,seed:3')
    await expect(score).toContainText(`Tokens${cut.length - 1}`)
    await expect(score).toContainText('It refused max_tokens 0')
  })

  test('that an endpoint does not give are said to be missing', async ({ playground, serve, page }) => {
    await serve('short,no-logprobs')
    const complete = new CompletePage(page)
    await complete.open(playground.url, 'short,no-logprobs')
    await complete.write('Go')
    await complete.set({ 'Probabilities (logprobs)': '2' })
    await complete.continue()
    await expect(page.getByText('short,no-logprobs gives no probabilities.')).toBeVisible()
    await page.getByRole('button', { name: 'Score the text' }).click()
    await expect(complete.score('short,no-logprobs')).toContainText('gives no probabilities')
  })

  test('are there as far as the record goes, and where it was cut that is said', async ({
    playground,
    serve,
    page,
  }) => {
    const model = 'fast,rate:0,tokens:2000'
    await serve(model)
    const complete = new CompletePage(page)
    await complete.open(playground.url, model)
    await complete.write('Go')
    await complete.set({ 'Probabilities (logprobs)': '3' })
    await complete.continue()
    await complete.expectAtRest()
    await expect(page.getByText(/The record of .* was cut: its last \d+ events are not in it/)).toBeVisible()
    await expect(page.getByText(/^\d+ tokens · sum/)).toBeVisible()
  })
})

test.describe('a local model', () => {
  test.describe.configure({ timeout: 600_000 })

  test('scores a text with its own probabilities, goes on with it, and says that it cannot fill in', async ({
    start,
    page,
  }) => {
    const playground = await start({ isOnline: true, dataFolder: dataFolderWithModel() })
    const ready = async () =>
      (await listEndpoints(playground)).endpoints.filter(({ state }) => state.type === 'ready').map(({ name }) => name)
    await expect.poll(ready, { timeout: 420_000 }).toContain(localModel.name)
    keepModel(playground.dataFolder)
    const complete = new CompletePage(page)
    await page.goto(`${playground.url}/complete`)
    await page.getByRole('button', { name: /^See how sure it is of a fact/ }).click()
    await page.getByRole('button', { name: 'Score the text' }).click()
    const score = complete.score(localModel.name)
    await expect(score).toContainText('Perplexity', { timeout: 120_000 })
    const perplexity = Number(
      /Perplexity([\d.]+)/.exec(await score.innerText().then((words) => words.replaceAll('\n', '')))?.[1],
    )
    expect(perplexity).toBeGreaterThan(1)
    expect(perplexity).toBeLessThan(50)
    await complete.continue()
    await expect(complete.text).toContainText('Rome', { timeout: 120_000 })
    await complete.expectAtRest()
    await page.getByRole('switch', { name: 'Fill in at the caret' }).click()
    await complete.text.press('Control+Home')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Control+Enter')
    await expect(page.getByRole('alert')).toContainText('it can only continue a text')
  })
})
