import { expect, test } from '../fixture.ts'
import { ComparePage } from '../page/comparePage.ts'
import { listEndpoints } from '../process/playgroundProcess.ts'

const model = 'smollm2-135m-instruct'
const prompt = 'Write 3 reasons why you should train an AI model on domain specific data sets'

/** What a newcomer does first, with the real model, fetched the way their machine would fetch it. */
test('two panes of the local model answer side by side, from an empty data folder', async ({ start, page }) => {
  // 98 MB and two answers: minutes on a slow line.
  test.setTimeout(600_000)
  const playground = await start({ isOnline: true })
  await expect
    .poll(async () => (await listEndpoints(playground)).endpoints.find(({ name }) => name === model)?.state.type, {
      timeout: 420_000,
    })
    .toBe('ready')
  const compare = new ComparePage(page)
  await compare.open(playground.url)
  await expect(page.getByRole('button', { name: new RegExp(`^Endpoint of pane [12]: ${model}$`) })).toHaveCount(2)
  await compare.send(prompt)
  await expect(compare.answers).toHaveCount(2)
  await expect(compare.streaming).toHaveCount(0, { timeout: 120_000 })
  const texts = await compare.answers.allInnerTexts()
  for (const text of texts) {
    expect(text.length).toBeGreaterThan(200)
    expect(text).toMatch(/tok\/s/)
    expect(text).toMatch(/data|model/i)
  }
  await page.reload()
  await expect(compare.answers).toHaveCount(2)
})
