import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test'

/** The versions of a session, as any page's menu opens them. */
export class VersionsDrawer {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog', { name: 'Versions' })
  }

  get list(): Locator {
    return this.dialog.getByRole('list', { name: 'Versions' }).getByRole('button')
  }

  /** The version that is looked at. */
  get shown(): FrameLocator {
    return this.dialog.frameLocator('iframe')
  }

  get typed(): Locator {
    return this.dialog.getByRole('region', { name: 'Typed and not sent' })
  }

  async open(): Promise<void> {
    await expect(this.page.getByText('Saved', { exact: true })).toBeVisible()
    await this.page.getByRole('main').getByRole('button', { name: 'More', exact: true }).click()
    await this.page.getByRole('menuitem', { name: 'Versions…' }).click()
    await expect(this.list.first()).toBeVisible()
  }

  async look(name: string | RegExp): Promise<void> {
    await this.list.filter({ hasText: name }).first().click()
    await expect(this.shown.getByRole('heading', { level: 1 })).toBeVisible()
  }

  async goBack(): Promise<void> {
    await this.dialog.getByRole('button', { name: 'Go back to this' }).click()
    await expect(this.dialog).toBeHidden()
  }
}
