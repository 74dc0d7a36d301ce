import { expect, type Locator, type Page } from '@playwright/test'
import { addUpstream, type Playground } from '../process/playgroundProcess.ts'
import type { SimulatorProcess } from '../process/simulatorProcess.ts'

/** The Embed page as a person finds it: by role and label. Texts and models count from 1. */
export class EmbedPage {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  get texts(): Locator {
    return this.page.getByRole('list', { name: 'Texts' }).getByRole('listitem')
  }

  get newText(): Locator {
    return this.page.getByRole('textbox', { name: 'New text' })
  }

  get embedButton(): Locator {
    return this.page.getByRole('button', { name: /^Embed( [\d,]+)?$/ })
  }

  get map(): Locator {
    return this.page.getByRole('application', { name: /^Map of/ })
  }

  card(name: string | RegExp): Locator {
    return this.page.getByRole('region', { name, exact: true })
  }

  model(number: number): Locator {
    return this.page.getByRole('list', { name: 'Models' }).getByRole('listitem', { name: `Model ${number}:` })
  }

  async open(url: string): Promise<void> {
    await this.page.goto(`${url}/embed`)
    await expect(this.newText).toBeVisible()
    await expect(this.page.getByRole('button', { name: /^Endpoint of model 1/ })).not.toHaveText('Choose an endpoint')
  }

  async choose(model: number, endpoint: string): Promise<void> {
    await this.page.getByRole('button', { name: `Endpoint of model ${model}` }).click()
    await this.page.getByRole('combobox', { name: 'Search endpoints' }).fill(endpoint)
    await this.page.getByRole('option', { name: endpoint }).first().click()
    await expect(this.page.getByRole('dialog', { name: 'Choose an endpoint' })).toBeHidden()
  }

  async addModel(endpoint: string): Promise<void> {
    const models = this.page.getByRole('list', { name: 'Models' }).getByRole('listitem')
    const number = (await models.count()) + 1
    await this.page.getByRole('button', { name: 'Add a model' }).click()
    await this.choose(number, endpoint)
  }

  /** Types texts, each with Enter. */
  async type(...texts: string[]): Promise<void> {
    for (const text of texts) {
      await this.newText.fill(text)
      await this.newText.press('Enter')
    }
  }

  async paste(lines: string[]): Promise<void> {
    await this.page.getByRole('button', { name: 'Paste lines' }).click()
    await this.page.getByRole('textbox', { name: 'One text a line' }).fill(lines.join('\n'))
    await this.page.getByRole('button', { name: /^Add [\d,]+ texts?$/ }).click()
  }

  async read(name: string, content: string | Buffer): Promise<void> {
    const buffer = typeof content === 'string' ? Buffer.from(content) : content
    await this.page.getByLabel('Texts or vectors from a file').setInputFiles({ name, mimeType: '', buffer })
  }

  async embed(): Promise<void> {
    await this.embedButton.click()
    await this.expectEmbedded()
  }

  async expectEmbedded(): Promise<void> {
    await expect(this.embedButton).toHaveText('Embed')
  }

  async expectSaved(): Promise<void> {
    await expect(this.page).toHaveURL(/\/embed\/[0-9a-f-]{36}$/)
    await expect(this.page.getByText('Saved', { exact: true })).toBeVisible()
  }
}

/** Makes each of these models of the simulator an endpoint that embeds, under the given names. */
export async function serveEmbeddings(
  playground: Playground,
  simulator: SimulatorProcess,
  models: Record<string, string>,
): Promise<void> {
  await addUpstream(playground, {
    url: simulator.url,
    name: 'Simulator of vectors',
    names: Object.keys(models),
    models: Object.values(models),
    tasks: ['llm/v1/embeddings'],
  })
}
