import { expect, type Locator, type Page } from '@playwright/test'

/** The Compare page as a person finds it: by role and label. Panes count from 0. */
export class ComparePage {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  get prompt(): Locator {
    return this.page.getByRole('textbox', { name: 'Prompt', exact: true })
  }

  get sendButton(): Locator {
    return this.page.getByRole('button', { name: /^Send( to \d+)?$/ })
  }

  get stopAllButton(): Locator {
    return this.page.getByRole('button', { name: 'Stop all', exact: true })
  }

  get answers(): Locator {
    return this.page.getByRole('article')
  }

  get streaming(): Locator {
    return this.page.locator('article[aria-busy="true"]')
  }

  /** The answer of an endpoint; each pane of a test has its own. */
  answer(endpoint: string): Locator {
    return this.page.getByRole('article', { name: `Answer of ${endpoint}`, exact: true })
  }

  async open(url: string, sessionId?: string): Promise<void> {
    await this.page.goto(sessionId === undefined ? url : `${url}/compare/${sessionId}`)
    await expect(this.prompt).toBeVisible()
  }

  async send(prompt?: string): Promise<void> {
    if (prompt !== undefined) await this.prompt.fill(prompt)
    await this.sendButton.click()
  }

  async expectAllEnded(count: number): Promise<void> {
    await expect(this.answers).toHaveCount(count)
    await expect(this.streaming).toHaveCount(0)
  }

  /** The answer shows exactly this text (spaces and lines as the browser lays them out), then only its footer. */
  async expectText(endpoint: string, text: string): Promise<void> {
    await expect.poll(() => this.textOf(endpoint), { message: endpoint }).toBe(laidOut(text))
  }

  /** The answers of the board from left to right, by row, whoever they are attributed to. */
  async shownTexts(): Promise<string[]> {
    const answers = await this.answers.all()
    return (await Promise.all(answers.map((answer) => answer.evaluate(withoutHeading)))).map(shownText)
  }

  async chooseInMenu(button: string, item: string): Promise<void> {
    await this.page.getByRole('button', { name: button, exact: true }).click()
    // A menu that fades away still has its items.
    await this.page
      .getByRole('menu', { name: button, exact: true })
      .getByRole('menuitem', { name: item, exact: true })
      .click()
  }

  async chooseEndpoint(pane: number, endpoint: string): Promise<void> {
    await this.page.getByRole('button', { name: new RegExp(`^Endpoint of pane ${pane}: `) }).click()
    await this.page.getByRole('combobox', { name: 'Search endpoints' }).fill(endpoint)
    await this.page.getByRole('option').filter({ hasText: endpoint }).first().click()
  }

  /** What is shown now. */
  async textOf(endpoint: string): Promise<string> {
    return shownText(await this.answer(endpoint).evaluate(withoutHeading))
  }
}

/** Line breaks and runs of spaces are layout, not text. */
export function laidOut(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

/** The text of an answer without the heading that names it to screen readers. Runs in the page. */
function withoutHeading(article: HTMLElement | SVGElement): string {
  if (!(article instanceof HTMLElement)) return ''
  // What is out of view is not laid out, and innerText leaves out what has no layout.
  const sections = [...article.querySelectorAll('section')]
  for (const { style } of sections) style.contentVisibility = 'visible'
  const heading = article.querySelector<HTMLElement>(':scope > h3')?.innerText ?? ''
  const text = article.innerText
  for (const { style } of sections) style.contentVisibility = ''
  return heading !== '' && text.startsWith(heading) ? text.slice(heading.length) : text
}

/** Without the notes and measurements that stand under an answer. */
function shownText(innerText: string): string {
  const text = laidOut(innerText)
  const footer =
    /(?: ?(?:Stopped\.|Interrupted: the server|Cut: the token limit|Ended by the provider|silent for \d|waiting)| ?first \d| ?Stop$| ?~?\d[\d,.]* tok\b).*$/
  return text.replace(footer, '').trim()
}
