import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '../fixture.ts'
import { ComparePage } from '../page/comparePage.ts'
import { makeSession } from '../page/makeSession.ts'
import { dataFolderWithModel, keepModel, localModel } from '../process/localModelFile.ts'
import { listEndpoints, type Playground } from '../process/playgroundProcess.ts'

const prompt = 'Write 3 reasons why you should train an AI model on domain specific data sets'

// Answers of a real model on whatever machine this is, and 98 MB where no earlier run has fetched them.
test.describe.configure({ mode: 'default', timeout: 600_000 })

test.describe('the local model', () => {
  test('answers side by side in two panes from the first start', async ({ start, page }) => {
    const playground = await startWithModel(start)
    const compare = new ComparePage(page)
    await compare.open(playground.url)
    await expect(
      page.getByRole('button', { name: new RegExp(`^Endpoint of pane [12]: ${localModel.name}$`) }),
    ).toHaveCount(2)
    await compare.send(prompt)
    await expect(compare.answers).toHaveCount(2)
    await expect(compare.streaming).toHaveCount(0, { timeout: 120_000 })
    await expect(compare.answers.filter({ hasText: /tok\/s/ })).toHaveCount(2)
    for (const text of await compare.shownTexts()) {
      // At temperature 1 a small model says now and then what it has to say in a sentence.
      expect(text.length, text).toBeGreaterThan(50)
      expect(text).toMatch(/data|model/i)
    }
    await page.reload()
    await expect(compare.answers).toHaveCount(2)
  })

  test('lets more panes than it takes at once wait in line, and one that waits can be stopped', async ({
    start,
    page,
  }) => {
    const playground = await startWithModel(start)
    const compare = new ComparePage(page)
    await compare.open(
      playground.url,
      await makeSession(playground, { endpoints: Array.from({ length: 6 }, () => localModel.name) }),
    )
    await compare.send(prompt)
    const waiting = compare.answers.filter({ hasText: /waiting in line, \d ahead/ })
    // Four are answered at once; the fifth is next and only waits, the sixth says how many are before it.
    await expect(waiting).toHaveCount(1)
    await waiting.getByRole('button', { name: 'Stop' }).click()
    await expect(compare.answers.filter({ hasText: 'Stopped.' })).toHaveCount(1)
    await expect(waiting).toHaveCount(0)
    await expect(compare.streaming).toHaveCount(0, { timeout: 180_000 })
    await expect(compare.answers.filter({ hasText: /tok\/s/ })).toHaveCount(5)
  })

  test('of one’s own, dropped into the models folder, becomes an endpoint that answers', async ({ start, page }) => {
    const donor = await startWithModel(start)
    const playground = await start()
    await page.goto(`${playground.url}/endpoints`)
    await expect(page.getByRole('main')).toContainText(localModel.name)
    mkdirSync(join(playground.dataFolder, 'models'), { recursive: true })
    copyFileSync(
      join(donor.dataFolder, 'models', localModel.file),
      join(playground.dataFolder, 'models', 'My-Own.Q4_1.gguf'),
    )
    await page.getByRole('button', { name: 'Look again' }).click()
    await expect
      .poll(() => readyNames(playground), { timeout: 60_000 })
      .toContainEqual(expect.stringMatching(/my-own/i))
    const name = (await readyNames(playground)).find((found) => /my-own/i.test(found)) ?? ''
    await expect(page.getByRole('main')).toContainText(name)
    const compare = new ComparePage(page)
    await compare.open(playground.url, await makeSession(playground, { endpoints: [name] }))
    await compare.send('Say hello.')
    await expect(compare.answer(name)).toContainText(/tok\/s/, { timeout: 120_000 })
  })
})

/** Fetched the way the machine would fetch it, unless an earlier test has done so. */
async function startWithModel(start: (options: object) => Promise<Playground>): Promise<Playground> {
  const playground = await start({ isOnline: true, dataFolder: dataFolderWithModel() })
  await expect.poll(() => readyNames(playground), { timeout: 420_000 }).toContain(localModel.name)
  keepModel(playground.dataFolder)
  return playground
}

async function readyNames(playground: Playground): Promise<string[]> {
  const { endpoints } = await listEndpoints(playground)
  return endpoints.filter(({ state }) => state.type === 'ready').map(({ name }) => name)
}
