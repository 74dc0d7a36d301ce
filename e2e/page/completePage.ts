import { expect, type Locator, type Page } from '@playwright/test'

/** The Complete page as a person sees it. */
export class CompletePage {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  async open(url: string, ...endpoints: string[]): Promise<void> {
    await this.page.goto(`${url}/complete`)
    await expect(this.text).toBeVisible()
    const proposed = this.page.getByRole('button', { name: /^Do not ask/ })
    await proposed.first().click()
    for (const endpoint of endpoints) await this.addEndpoint(endpoint)
  }

  get text(): Locator {
    return this.page.getByRole('textbox', { name: 'Text', exact: true })
  }

  get samples(): Locator {
    return this.page.getByRole('list', { name: 'Samples' }).locator('> li')
  }

  score(endpoint: string): Locator {
    return this.page.getByRole('listitem', { name: `Score of ${endpoint}`, exact: true })
  }

  /** As it is in the document, line ends included. */
  async readText(): Promise<string> {
    return this.text.evaluate((element) =>
      [...element.querySelectorAll('.cm-line')].map((line) => line.textContent ?? '').join('\n'),
    )
  }

  async expectText(text: string): Promise<void> {
    await expect.poll(() => this.readText()).toBe(text)
  }

  /** By pasting: filling a contenteditable makes Chromium write style attributes, which the policy reports. */
  async write(text: string): Promise<void> {
    await this.text.click()
    await this.page.keyboard.press('Control+a')
    await this.text.evaluate((element, pasted) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', pasted)
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    }, text)
  }

  async addEndpoint(name: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Add endpoint' }).click()
    await this.page.getByLabel('Search endpoints').fill(name)
    await this.page
      .getByRole('option', { name: new RegExp(`^${name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}`) })
      .first()
      .click()
  }

  /** Fields of the parameter form by their label. */
  async set(fields: Record<string, string>): Promise<void> {
    await this.page.getByRole('button', { name: 'Parameters', exact: true }).click()
    const form = this.page.getByRole('dialog', { name: 'Parameters' })
    for (const [label, value] of Object.entries(fields)) await form.getByLabel(label, { exact: true }).fill(value)
    await this.page.keyboard.press('Escape')
    await expect(form).toBeHidden()
  }

  async continue(): Promise<void> {
    await this.page.getByRole('button', { name: /^Continue( with \d+)?$/ }).click()
  }

  /** Nothing is under way any more. */
  async expectAtRest(): Promise<void> {
    await expect(this.page.getByRole('button', { name: 'Stop', exact: true })).toHaveCount(0)
  }

  async tab(name: RegExp): Promise<void> {
    await this.page.getByRole('tab', { name }).click()
  }
}
