import { expect, type Locator, type Page } from '@playwright/test'

/** The Run again page as a person finds it. */
export class RerunPage {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  async open(url: string, baselineId: string): Promise<void> {
    await this.page.goto(`${url}/rerun?baseline=${baselineId}`)
    await expect(this.runButton).toBeVisible()
  }

  get runButton(): Locator {
    return this.page.getByRole('button', { name: /^(?:Run|Repeat) [\d,]+ (?:request|text)s?$/ })
  }

  get requests(): Locator {
    return this.page.getByRole('listbox', { name: 'Requests' }).getByRole('option')
  }

  /** The row of an endpoint in the table on top. */
  endpoint(name: string): Locator {
    return this.page
      .getByRole('table', { name: 'Endpoints' })
      .getByRole('row')
      .filter({ has: this.page.getByRole('rowheader', { name, exact: true }) })
  }

  get differences(): Locator {
    return this.page.getByRole('region', { name: 'Differences' })
  }

  async repeats(count: number): Promise<void> {
    await this.page.getByLabel('Repeats', { exact: true }).selectOption(String(count))
  }

  async chooseEndpoint(now: string, next: string): Promise<void> {
    await this.page.getByRole('button', { name: `Endpoint: ${now}. Choose another` }).click()
    await this.pick(next)
  }

  async pick(endpoint: string): Promise<void> {
    await this.page.getByRole('combobox', { name: 'Search endpoints' }).fill(endpoint)
    await this.page.getByRole('option').filter({ hasText: endpoint }).first().click()
  }

  /** To the last answer. */
  async run(): Promise<void> {
    const bar = this.page.getByRole('region', { name: 'What is run again' })
    const before = Number(/of ([\d,]+) done/.exec(await bar.innerText())?.[1]?.replaceAll(',', '') ?? 0)
    const more = Number(/ ([\d,]+) /.exec(await this.runButton.innerText())?.[1]?.replaceAll(',', '') ?? 0)
    await this.runButton.click()
    const total = (before + more).toLocaleString('en')
    await expect(bar).toContainText(`${total} of ${total} done`, { timeout: 20_000 })
    await this.expectEnded()
  }

  async expectEnded(): Promise<void> {
    await expect(this.page.getByRole('button', { name: 'Stop', exact: true })).toHaveCount(0, { timeout: 20_000 })
  }
}
