import type { Endpoint } from '../../../server/contract/endpoint.ts'
import type { CompareDocument, Pane } from '../../../server/contract/session.ts'
import { emptySettings } from './settings.ts'

export const untitled = 'New comparison'

export const emptyDocument: CompareDocument = {
  page: 'compare',
  panes: [],
  settings: emptySettings,
  turns: [],
  setAside: [],
  draft: '',
}

/**
 * What a new comparison begins with: the first two endpoints that can chat now. With one real model only, that model
 * twice, cool and warm, which shows at once what a comparison is for; echo stands in only where there is no model.
 */
export function firstDocument(endpoints: readonly Endpoint[], newId: () => string): CompareDocument {
  const chat = endpoints.filter(({ tasks }) => tasks.includes('llm/v1/chat'))
  const models = chat.filter((endpoint) => !isEcho(endpoint))
  const ready = models.filter(({ state }) => state.type === 'ready')
  const coming = models.filter(({ state }) => state.type === 'downloading')
  const echo = chat.filter(isEcho)
  const [first, second] = [ready, coming, echo].find((list) => list.length > 0) ?? []
  const panes = [newPane(newId(), first?.name ?? null, 0), newPane(newId(), (second ?? first)?.name ?? null, 1)]
  const isOneTwice = first !== undefined && second === undefined
  return {
    ...emptyDocument,
    panes: isOneTwice ? panes.map((pane, index) => withTemperature(pane, index === 0 ? 0.2 : 1)) : panes,
  }
}

function isEcho({ name, source }: Endpoint): boolean {
  return name === 'echo' && source === 'built-in'
}

export function newPane(id: string, endpoint: string | null, hue: number): Pane {
  return { id, endpoint, isSynced: true, settings: emptySettings, draft: '', hue: hue % 8 }
}

function withTemperature(pane: Pane, temperature: number): Pane {
  return { ...pane, settings: { ...pane.settings, parameters: { temperature } } }
}
