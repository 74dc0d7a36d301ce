import { expect, type Locator, type Page } from '@playwright/test'

/** The Sessions page, and its bin, as a person finds them. */
export class SessionsPage {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  async open(url: string, query = ''): Promise<void> {
    await this.page.goto(`${url}/sessions${query}`)
    await expect(this.page.getByRole('heading', { name: /^(Sessions|Bin)$/ })).toBeVisible()
  }

  get main(): Locator {
    return this.page.getByRole('main')
  }

  get grid(): Locator {
    return this.page.getByRole('grid')
  }

  /** Without the row of headings. */
  get rows(): Locator {
    return this.grid.getByRole('row').filter({ has: this.page.getByRole('gridcell') })
  }

  row(text: string | RegExp): Locator {
    return this.rows.filter({ hasText: text })
  }

  link(title: string): Locator {
    return this.grid.getByRole('link', { name: title, exact: true })
  }

  get search(): Locator {
    return this.page.getByRole('searchbox', { name: 'Search titles, tags, prompts, replies' })
  }

  get selection(): Locator {
    return this.page.getByRole('region', { name: 'Selection' })
  }

  get tagDialog(): Locator {
    return this.page.getByRole('dialog', { name: /^Tags of / })
  }

  async choose(title: string, action: string): Promise<void> {
    await this.grid.getByRole('button', { name: `Actions for ${title}`, exact: true }).click()
    const menu = this.page.getByRole('menu', { name: `Actions for ${title}`, exact: true })
    await menu.getByRole('menuitem', { name: action, exact: true }).click()
  }

  /** In the popover of filters, which it closes. */
  async filter(label: string, option: RegExp): Promise<void> {
    await this.page.getByRole('button', { name: /^Filters/ }).click()
    const popover = this.page.getByRole('dialog', { name: 'Filters' })
    const field = popover.getByLabel(label, { exact: true })
    const value = await field.getByRole('option', { name: option }).getAttribute('value')
    await field.selectOption(value)
    await this.page.keyboard.press('Escape')
    await expect(popover).toBeHidden()
  }

  /** The titles in view, from the top. */
  async expectTitles(...titles: string[]): Promise<void> {
    await expect(this.grid.getByRole('link')).toHaveText(titles)
  }
}
