import { expect, type Locator, type Page } from '@playwright/test'
import { request } from 'undici'
import type { Playground } from '../process/playgroundProcess.ts'

/** The Invocations page as a person finds it. */
export class InvocationsPage {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  async open(url: string, query = ''): Promise<void> {
    await this.page.goto(`${url}/invocations${query}`)
    await expect(this.page.getByRole('heading', { name: 'Invocations', exact: true })).toBeVisible()
  }

  /** Without the row of headings. */
  get rows(): Locator {
    return this.page
      .getByRole('grid', { name: 'Invocations' })
      .getByRole('row')
      .filter({ has: this.page.getByRole('gridcell') })
  }

  row(text: string | RegExp): Locator {
    return this.rows.filter({ hasText: text })
  }

  get search(): Locator {
    return this.page.getByRole('searchbox', { name: 'Search requests and answers' })
  }

  get inspector(): Locator {
    return this.page.getByRole('dialog', { name: 'Inspector' })
  }

  /** Chooses in the popover of filters, and closes it. */
  async filter(label: string, option: string): Promise<void> {
    await this.page.getByRole('button', { name: /^Filters/ }).click()
    const popover = this.page.getByRole('dialog', { name: 'Filters' })
    await popover.getByLabel(label, { exact: true }).selectOption({ label: option })
    await this.page.keyboard.press('Escape')
    await expect(popover).toBeHidden()
  }
}

/** Asks as a client of Databricks does. Gives the status. */
export async function ask(
  { url }: Playground,
  endpoint: string,
  prompt: string,
  { userAgent = 'curl/8.5.0', body = {} }: { userAgent?: string; body?: Record<string, unknown> } = {},
): Promise<number> {
  const answer = await request(`${url}/serving-endpoints/${encodeURIComponent(endpoint)}/invocations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': userAgent },
    body: JSON.stringify({ messages: [{ role: 'user', content: prompt }], ...body }),
  })
  await answer.body.text()
  return answer.statusCode
}
