import { expect, type Locator, type Page } from '@playwright/test'

/** The Query page as a person sees it. */
export class QueryPage {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  async open(url: string): Promise<void> {
    await this.page.goto(`${url}/query`)
    await expect(this.editor).toBeVisible()
  }

  get editor(): Locator {
    return this.page.getByRole('textbox', { name: 'Request body' })
  }

  answer(endpoint: string): Locator {
    return this.page.getByRole('article', { name: endpoint, exact: true })
  }

  /** By pasting: filling a contenteditable makes Chromium write style attributes, which the policy reports. */
  async write(text: string): Promise<void> {
    await this.editor.click()
    await this.page.keyboard.press('Control+a')
    await this.editor.evaluate((element, pasted) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', pasted)
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    }, text)
  }

  async chooseEndpoint(name: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Add endpoint' }).click()
    await this.page.getByLabel('Search endpoints').fill(name)
    await this.page
      .getByRole('option', { name: new RegExp(`^${name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}`) })
      .first()
      .click()
  }

  async send(): Promise<void> {
    await this.page.getByRole('button', { name: /^Send request/ }).click()
  }

  async paste(text: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Paste curl or code' }).click()
    const dialog = this.page.getByRole('dialog', { name: 'Paste curl or code' })
    await dialog.getByLabel('Text to read').fill(text)
    await dialog.getByRole('button', { name: 'Use this request' }).click()
    await expect(dialog).toBeHidden()
  }
}
