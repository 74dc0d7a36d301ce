import { readFile } from 'node:fs/promises'
import { expect, test } from '../fixture.ts'
import { embeddedSession } from '../page/answeredSession.ts'
import { EmbedPage, serveEmbeddings } from '../page/embedPage.ts'

const four = ['a red card', 'a red cart', 'where is my parcel', 'where is the parcel now']

test.describe('Embed', () => {
  test('works from the first minute, on the model that comes with it', async ({ playground, page }) => {
    const embed = new EmbedPage(page)
    await embed.open(playground.url)
    await page.getByRole('button', { name: 'Six questions of customers' }).click()
    await embed.expectEmbedded()
    await expect(embed.texts).toHaveCount(6)
    await expect(embed.texts.first()).toContainText('‖v‖ 1.0000 unit · 512 dims · ~')
    const matrix = embed.card('universal-sentence-encoder-lite').getByRole('table')
    await expect(matrix.getByRole('row')).toHaveCount(7)
    await expect(matrix.getByRole('row').nth(1).getByRole('cell').first()).toHaveText('1.00')
    const neighbours = embed.card('Neighbours of 1').getByRole('listitem')
    await expect(neighbours.first()).toContainText('I was billed two times for the same purchase.')
    await expect(embed.map).toBeVisible()
    await expect(page.getByText(/of the variance across/)).toBeVisible()
    await expect(page.getByRole('definition').filter({ hasText: '6 / 6' })).toBeVisible()
  })

  test('takes texts typed, pasted by line, and from CSV, JSONL and plain files', async ({ playground, page }) => {
    const embed = new EmbedPage(page)
    await embed.open(playground.url)
    await embed.type('one', 'two')
    await embed.paste(['three', '', ' four '])
    await embed.read('a.csv', 'id,label,text\n1,x,"five, quoted"\n2,y,six\n')
    await expect(page.getByText('Read 2 texts from a.csv.')).toBeVisible()
    await embed.read('b.jsonl', '{"text":"seven"}\n"eight"\n')
    await embed.read('c.txt', 'nine\n\nten\n')
    await expect(embed.texts).toHaveCount(10)
    await expect(page.getByRole('textbox', { name: 'Text 5', exact: true })).toHaveValue('five, quoted')
    await expect(embed.texts.nth(4)).toContainText('x')
    await embed.read('broken.jsonl', '{"text":\n')
    await expect(page.getByText('broken.jsonl was not read. Line 1 is not JSON.')).toBeVisible()

    const first = page.getByRole('textbox', { name: 'Text 1', exact: true })
    await first.fill('uno')
    await first.press('Enter')
    await page.getByRole('button', { name: 'Actions for text 2' }).click()
    await page.getByRole('menuitem', { name: 'Remove' }).click()
    await expect(embed.texts).toHaveCount(9)
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(embed.texts).toHaveCount(10)
    await embed.expectSaved()
    await page.reload()
    await expect(first).toHaveValue('uno')
    await expect(embed.texts).toHaveCount(10)
  })

  test('is a session: a reload, the rail and a duplicate show the vectors without embedding again', async ({
    playground,
    simulator,
    page,
  }) => {
    await serveEmbeddings(playground, simulator, { near: 'width:32' })
    const embed = new EmbedPage(page)
    await embed.open(playground.url)
    await embed.choose(1, 'near')
    await embed.type(...four)
    await embed.embed()
    await page.getByRole('button', { name: 'New embedding', exact: true }).click()
    await page.getByRole('textbox', { name: 'Title' }).fill('Parcels')
    await page.keyboard.press('Enter')
    await embed.expectSaved()
    const asked = (await simulator.requests()).length
    await page.reload()
    await expect(embed.texts.nth(3)).toContainText('unit · 32 dims')
    await expect(embed.card('near').getByRole('table')).toBeVisible()
    await page.goto(`${playground.url}/sessions`)
    await page.getByRole('main').getByRole('button', { name: 'Actions for Parcels' }).click()
    await page.getByRole('menuitem', { name: 'Duplicate' }).click()
    await expect(page).toHaveURL(/\/embed\//)
    await expect(embed.texts.nth(3)).toContainText('unit · 32 dims')
    await page.getByRole('navigation').getByRole('link', { name: 'Parcels', exact: true }).click()
    await expect(embed.texts.nth(3)).toContainText('unit · 32 dims')
    expect(await simulator.requests()).toHaveLength(asked)
  })

  test('shows each vector: norm, unit or not within a tolerance, dimensions, tokens, copy', async ({
    playground,
    simulator,
    page,
    context,
  }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await serveEmbeddings(playground, simulator, { long: 'width:4,not-unit' })
    const embed = new EmbedPage(page)
    await embed.open(playground.url)
    await embed.choose(1, 'long')
    await embed.type('only one')
    await embed.embed()
    await expect(embed.texts.first()).toContainText('‖v‖ 3.0000 not unit · 4 dims · 2 tok')
    await expect(embed.card(/^Neighbours of/)).toContainText('There is only one text')
    await expect(page.getByText('One text is one point')).toBeVisible()
    await page.getByRole('button', { name: 'Actions for text 1' }).click()
    await page.getByRole('menuitem', { name: 'Copy the vector' }).click()
    await expect(page.getByText('Copied 4 numbers.')).toBeVisible()
    const copied: number[] = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))
    expect(Math.hypot(...copied)).toBeCloseTo(3, 5)
    await embed.type('another', 'and one more')
    await embed.embed()
    const health = embed.card('Health')
    await expect(health).toContainText('0 of 3 have length 1')
    await health.getByRole('textbox', { name: 'unit within' }).fill('1')
    await expect(embed.texts.first()).toContainText('3.0000 not unit')
    await embed.card('What if').getByRole('checkbox').check()
    await expect(embed.model(1)).toContainText('normalised')
    await expect(embed.card('What if')).toContainText('By dot product')
  })

  test('measures by cosine, dot and Euclid, in a table or, for many texts, drawn', async ({
    playground,
    simulator,
    page,
  }) => {
    await serveEmbeddings(playground, simulator, { near: 'width:32' })
    const embed = new EmbedPage(page)
    await embed.open(playground.url)
    await embed.choose(1, 'near')
    await embed.type(...four)
    await embed.embed()
    const card = embed.card('near')
    const cell = card.getByRole('row').nth(1).getByRole('cell').first()
    await expect(cell).toHaveText('1.00')
    await card.getByRole('button', { name: 'euclid' }).click()
    await expect(cell).toHaveText('0.00')
    await card.getByRole('button', { name: 'dot' }).click()
    await expect(cell).toHaveText('1.00')
    await card.getByRole('button', { name: 'Choose text 3' }).click()
    await expect(embed.card('Neighbours of 3').getByRole('listitem').first()).toContainText(four[3] ?? '')

    await embed.paste(Array.from({ length: 300 }, (_, at) => `line ${at} about topic ${at % 7}`))
    await embed.embed()
    const drawn = card.getByRole('application')
    await drawn.focus()
    await page.keyboard.press('ArrowDown')
    await expect(card).toContainText('1 × 1: dot 1.00')
    for (let step = 0; step < 4; step += 1) await page.keyboard.press('PageDown')
    await expect(card).toContainText(/81 × 1: dot (?!…)/)
    await page.keyboard.press('Enter')
    await expect(embed.card('Neighbours of 81')).toBeVisible()
    await card.getByRole('button', { name: 'Smaller cells' }).click()
    await expect(card).toContainText('81 × 1')
  })

  test('finds the neighbours of a typed query', async ({ playground, simulator, page }) => {
    await serveEmbeddings(playground, simulator, { near: 'width:64' })
    const embed = new EmbedPage(page)
    await embed.open(playground.url)
    await embed.choose(1, 'near')
    await embed.type(...four)
    await embed.embed()
    await page.getByRole('searchbox', { name: 'Query' }).fill('parcel')
    await page.getByRole('button', { name: 'Search', exact: true }).click()
    const found = embed.card('Neighbours of the query').getByRole('listitem')
    await expect(found.first()).toContainText('parcel')
    await expect(found).toHaveCount(3)
    await page.getByRole('textbox', { name: 'Number of neighbours' }).fill('1')
    await expect(found).toHaveCount(1)
    await page.getByRole('button', { name: 'Clear', exact: true }).click()
    await expect(embed.card('Neighbours of 1')).toBeVisible()
  })

  test('compares two models on the same texts', async ({ playground, simulator, page }) => {
    await serveEmbeddings(playground, simulator, { one: 'width:64', other: 'width:32,seed:9' })
    const embed = new EmbedPage(page)
    await embed.open(playground.url)
    await embed.choose(1, 'one')
    await embed.addModel('other')
    await embed.type(...four, 'the red parcel', 'my card is lost')
    await embed.embed()
    const against = embed.card('Model against model')
    await expect(against).toContainText(/they share 0\.\d\d; over 15 pairs/)
    await expect(against.getByRole('list', { name: 'Pairs with most disagreement' }).getByRole('listitem')).toHaveCount(
      8,
    )
    await expect(against.getByRole('img', { name: /laid over each other/ })).toBeVisible()
    await expect(against).toContainText(/distance left 0\.\d\d of 1/)
    await expect(page.getByText('Neighbour overlap @3')).toBeVisible()
    await page.getByRole('button', { name: 'Show other beside the texts' }).click()
    await expect(embed.texts.first()).toContainText('32 dims')
    await page.getByRole('button', { name: 'Remove model 2' }).click()
    await expect(against).toBeHidden()
  })

  test('draws a map: UMAP, labels, clusters, a ring, a search, zoom by wheel and keys', async ({
    playground,
    simulator,
    page,
  }) => {
    await serveEmbeddings(playground, simulator, { near: 'width:64' })
    const embed = new EmbedPage(page)
    await embed.open(playground.url)
    await embed.choose(1, 'near')
    const rows = Array.from(
      { length: 60 },
      (_, at) => `${at % 2 ? 'parcel late' : 'card charged'} ${at},${at % 2 ? 'post' : 'bank'}`,
    )
    await embed.read('topics.csv', `text,label\n${rows.join('\n')}\n`)
    await embed.embed()
    const card = embed.card('Map')
    await expect(card.getByRole('list', { name: 'Colours' })).toContainText('bank')
    await card.getByRole('button', { name: 'UMAP' }).click()
    await expect(card).toContainText('Settled')
    await card.getByRole('combobox', { name: 'Colour by' }).selectOption('cluster')
    await card.getByRole('textbox', { name: 'Number of clusters' }).fill('2')
    await expect(card.getByRole('list', { name: 'Colours' }).getByRole('listitem')).toHaveCount(2)
    await card.getByRole('searchbox', { name: 'Search in the map' }).fill('parcel')
    await expect(card).toContainText('30 found')

    await embed.map.focus()
    await page.keyboard.press('Enter')
    await expect(embed.card(/^Neighbours of \d+$/)).toBeVisible()
    const before = await embed.map.screenshot()
    await page.keyboard.press('+')
    await page.keyboard.press('ArrowLeft')
    await expect.poll(async () => (await embed.map.screenshot()).equals(before)).toBe(false)
    await page.keyboard.press('0')
    const box = await embed.map.boundingBox()
    if (!box) throw new Error('no map')
    await page.mouse.move(box.x + 60, box.y + 60)
    await page.mouse.wheel(0, -300)
    await expect.poll(async () => (await embed.map.screenshot()).equals(before)).toBe(false)
    await card.getByRole('button', { name: 'All in view' }).click()

    await card.getByRole('button', { name: 'Ring texts' }).click()
    await page.mouse.move(box.x + 2, box.y + 2)
    await page.mouse.down()
    for (const [right, down] of [
      [0.96, 0],
      [0.96, 1],
      [0, 1],
    ] as const)
      await page.mouse.move(box.x + 2 + (box.width - 4) * right, box.y + 2 + (box.height - 4) * down, { steps: 4 })
    await page.mouse.up()
    const marked = page.getByRole('region', { name: 'Marked texts' })
    await expect(marked).toContainText('60 marked')
    await marked.getByRole('textbox', { name: 'Label for the marked texts' }).fill('all')
    await marked.getByRole('button', { name: 'Label', exact: true }).click()
    await expect(embed.texts.first()).toContainText('· all')
  })

  test('shows texts magnified four times, and lets the wheel scroll past the map', async ({
    playground,
    simulator,
    page,
  }) => {
    await serveEmbeddings(playground, simulator, { near: 'width:64' })
    const embed = new EmbedPage(page)
    await page.goto(
      `${playground.url}/embed/${await embeddedSession(playground, ['near'], ['One text', 'Another', 'A third'])}`,
    )
    const top = async () => (await embed.map.boundingBox())?.y ?? 0
    await embed.map.hover()
    const before = await top()
    await page.mouse.wheel(0, 100)
    await expect.poll(top).toBeLessThan(before)
    await page.setViewportSize({ width: 360, height: 225 })
    await embed.texts.first().scrollIntoViewIfNeeded()
    await expect(embed.texts.first()).toBeInViewport()
  })

  test('says what a prefix, fewer dimensions and normalising would change', async ({ playground, simulator, page }) => {
    await serveEmbeddings(playground, simulator, { near: 'width:64' })
    const embed = new EmbedPage(page)
    await embed.open(playground.url)
    await embed.choose(1, 'near')
    await embed.type(...four)
    await embed.embed()
    const what = embed.card('What if')
    await expect(what).toContainText('normalising changes nothing')
    await what.getByRole('button', { name: 'Look at 16 dimensions' }).click()
    await expect(embed.model(1)).toContainText('16 of 64')
    await what.getByRole('button', { name: 'Look at 64 dimensions' }).click()
    await what.getByRole('textbox', { name: 'Prefix to try' }).fill('query: ')
    await what.getByRole('button', { name: 'Try' }).click()
    await expect(what).toContainText(/“query: ” before 4 texts: mean cosine to the vector without it 0\.\d{3}/)
    await what.getByRole('button', { name: 'Use it' }).click()
    await embed.embed()
    const last = (await simulator.requests()).at(-1)
    expect(last?.body).toContain('"query: a red card"')
  })

  for (const format of ['CSV', 'JSONL', 'Parquet', 'NumPy .npy (vectors only)'] as const)
    test(`gives ${format} and takes it back`, async ({ playground, simulator, page }) => {
      await serveEmbeddings(playground, simulator, { near: 'width:16' })
      const embed = new EmbedPage(page)
      await embed.open(playground.url)
      await embed.choose(1, 'near')
      await embed.type(...four)
      await embed.embed()
      const table = embed.card('near').getByRole('table')
      const shown = await table.innerText()
      await page.getByRole('button', { name: 'Export' }).click()
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name: format }).click(),
      ])
      const name = download.suggestedFilename()
      const asked = (await simulator.requests()).length

      await page.getByRole('link', { name: 'Embed', exact: true }).click()
      await expect(embed.texts).toHaveCount(0)
      await embed.read(name, await readFile(await download.path()))
      await expect(embed.texts).toHaveCount(4)
      await expect(embed.card(name).getByRole('table')).toBeVisible()
      await expect
        .poll(() => embed.card(name).getByRole('table').innerText())
        .toContain(shown.split('\n').at(-1) ?? '-')
      await embed.expectSaved()
      await page.reload()
      await expect(embed.card(name).getByRole('table')).toBeVisible()
      expect(await simulator.requests()).toHaveLength(asked)
    })
})
