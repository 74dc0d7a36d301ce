import type { Reply } from '../contract/reply.ts'
import type { SessionDocument } from '../contract/session.ts'
import type { FileInvocation, SessionFile } from '../contract/sessionFile.ts'
import type { ShareParts, SharePreview } from '../contract/share.ts'
import { invocationIdsOf, vectorsIdsOf } from '../store/copyDocument.ts'
import { sessionView } from './sessionView.ts'

/**
 * Of a session what others are to see. Put together member by member, so that what is not named here is not in it:
 * no request as it was sent, no address, no header, no event, no draft, no earlier attempt, nothing set aside.
 */
export function sharedFile(file: SessionFile, parts: ShareParts): SessionFile {
  const document = chosenDocument(file.session.document, parts, file)
  const shown = new Set(invocationIdsOf(document))
  const vectorsIds = new Set(vectorsIdsOf(document))
  const names = namesOf(file, parts.endpointNames)
  // Elsewhere a body holds the whole conversation, turns that were left out included.
  const isAsked = document.page === 'query' || document.page === 'complete'
  const invocations = file.invocations
    .filter(({ id }) => shown.has(id))
    .map((one) => shared(one, { parts, names, isAsked }))
  const chosen: SessionFile = {
    ...file,
    session: { ...file.session, document: renamed(document, names) },
    invocations,
    vectors: file.vectors.filter(({ vectorsId }) => vectorsIds.has(vectorsId)),
    leftOut: [],
  }
  return masked(chosen, parts.masks)
}

/** Every text others would see, for what looks secret in it. */
export function textsOf(file: SessionFile): string[] {
  const texts: string[] = []
  const walk = (value: unknown, key: string): void => {
    if (typeof value === 'string') texts.push(...(isStructure(key, value) ? [] : [value]))
    else if (typeof value === 'object' && value !== null)
      for (const [name, item] of Object.entries(value)) walk(item, Array.isArray(value) ? key : name)
  }
  walk(file.session, '')
  walk(file.invocations, '')
  return texts
}

/** What can be left out, for the dialog to list. */
export function sharableParts(file: SessionFile): SharePreview['parts'] {
  const { document } = file.session
  const panes = document.page === 'embed' ? document.models : document.panes
  const turns =
    document.page === 'compare'
      ? document.turns.map(({ id, prompt }) => ({ id, name: prompt.slice(0, 200) }))
      : document.page === 'embed'
        ? []
        : document.sends.map(({ id }, index) => ({ id, name: `Request ${document.sends.length - index}` }))
  return { panes: panes.map(({ id, endpoint }) => ({ id, name: endpoint ?? 'No endpoint' })), turns }
}

function chosenDocument(document: SessionDocument, parts: ShareParts, file: SessionFile): SessionDocument {
  const [panesOut, turnsOut] = [new Set(parts.withoutPanes), new Set(parts.withoutTurns)]
  const isIn = ({ id }: { id: string }) => !panesOut.has(id) && !turnsOut.has(id)
  const answersOf = (invocations: Record<string, string[]>) =>
    Object.fromEntries(Object.entries(invocations).filter(([paneId]) => !panesOut.has(paneId)))
  const settingsOf = <T extends { systemPrompt: string }>(settings: T): T =>
    parts.systemPrompt ? settings : { ...settings, systemPrompt: '' }
  switch (document.page) {
    case 'compare':
      return {
        ...document,
        panes: document.panes.filter(isIn).map((pane) => ({ ...pane, draft: '', settings: settingsOf(pane.settings) })),
        settings: settingsOf(document.settings),
        turns: document.turns.filter(isIn).map(({ id, prompt, attempts, shown }) => ({
          id,
          prompt,
          attempts: Object.fromEntries(
            Object.entries(answersOf(attempts)).map(([paneId, ids]) => {
              const last = ids.length - 1
              const one = ids[Math.min(shown?.[paneId] ?? last, last)]
              return [paneId, one === undefined ? [] : [one]]
            }),
          ),
        })),
        setAside: [],
        draft: '',
      }
    case 'query':
      return {
        ...document,
        text: '',
        panes: document.panes.filter(isIn),
        sends: document.sends.filter(isIn).map(({ id, invocations }) => ({ id, invocations: answersOf(invocations) })),
      }
    case 'complete': {
      // The text as it is shown, without the ways that led to it.
      const [text] = sessionView(file).parts
      const inserted = text?.type === 'text' ? text.text : ''
      const id = document.edits.at(-1)?.id
      return {
        ...document,
        panes: document.panes.filter(isIn),
        edits: id === undefined ? [] : [{ id, parent: null, at: 0, removed: 0, inserted }],
        current: id ?? null,
        visited: {},
        sends: document.sends
          .filter(isIn)
          .map((send) => ({ ...send, edit: null, caret: 0, invocations: answersOf(send.invocations) })),
      }
    }
    case 'embed':
      return { ...document, models: document.models.filter(isIn), query: '' }
  }
}

interface Sharing {
  parts: ShareParts
  names: Names
  /** The body is what the page shows as asked. */
  isAsked: boolean
}

function shared(one: FileInvocation, { parts, names, isAsked }: Sharing): FileInvocation {
  const { timings, systemPrompt, endpointNames } = parts
  const name = names(one.endpoint)
  return {
    id: one.id,
    runId: one.id,
    endpoint: name,
    model: endpointNames ? one.model : name,
    servedModel: name,
    providerLabel: endpointNames ? one.providerLabel : '',
    task: one.task,
    startedAt: one.startedAt,
    requestBody: isAsked ? requestOf(one.requestBody, { systemPrompt, endpointNames }) : '{}',
    request: null,
    response: null,
    reply: sharedReply(one.reply, { timings, endpointNames }),
    events: [],
    eventsOmitted: 0,
    body: null,
    remark: null,
  }
}

function sharedReply(reply: Reply, { timings, endpointNames }: Pick<ShareParts, 'timings' | 'endpointNames'>): Reply {
  const { failure } = reply
  return {
    status: reply.status,
    choices: reply.choices,
    ahead: 0,
    ...(reply.usage === undefined ? {} : { usage: reply.usage }),
    ...(timings && reply.timings !== undefined ? { timings: reply.timings } : {}),
    // A failure's words name endpoints, providers and addresses.
    ...(failure === undefined
      ? {}
      : {
          failure: {
            kind: failure.kind,
            message: endpointNames ? failure.message : 'The endpoint gave no answer.',
            isRetryable: failure.isRetryable,
          },
        }),
  }
}

/** The body a person wrote; its system messages go with the system prompt, its model with the names. */
function requestOf(body: string, { systemPrompt, endpointNames }: Pick<ShareParts, 'systemPrompt' | 'endpointNames'>) {
  if (systemPrompt && endpointNames) return body
  try {
    const value: unknown = JSON.parse(body)
    if (typeof value !== 'object' || value === null) return body
    const { messages, model, ...rest } = value as { messages?: unknown; model?: unknown }
    const isPrompt = (item: unknown) => ['system', 'developer'].includes(String(Object(item).role))
    const kept = Array.isArray(messages) && !systemPrompt ? messages.filter((item) => !isPrompt(item)) : messages
    return JSON.stringify({
      ...(endpointNames && model !== undefined ? { model } : {}),
      ...(kept === undefined ? {} : { messages: kept }),
      ...rest,
    })
  } catch {
    // What cannot be read cannot be looked through either.
    return ''
  }
}

type Names = (endpoint: string) => string

function namesOf({ session, invocations }: SessionFile, areShown: boolean): Names {
  if (areShown) return (endpoint) => endpoint
  const { document } = session
  const panes = document.page === 'embed' ? document.models : document.panes
  const known = new Set([...panes.flatMap(({ endpoint }) => endpoint ?? []), ...invocations.map((one) => one.endpoint)])
  const letters = new Map([...known].map((name, index) => [name, `Model ${letterOf(index)}`]))
  return (endpoint) => letters.get(endpoint) ?? 'Model'
}

function letterOf(index: number): string {
  return index < 26 ? String.fromCharCode(65 + index) : String(index + 1)
}

function renamed(document: SessionDocument, names: Names): SessionDocument {
  const own = <T extends { endpoint: string | null }>(pane: T): T => ({
    ...pane,
    endpoint: pane.endpoint === null ? null : names(pane.endpoint),
  })
  switch (document.page) {
    case 'compare':
      return { ...document, panes: document.panes.map(own) }
    case 'query':
      return { ...document, panes: document.panes.map(own) }
    case 'complete':
      return { ...document, panes: document.panes.map(own) }
    case 'embed':
      return { ...document, models: document.models.map(own) }
  }
}

function masked(file: SessionFile, masks: string[]): SessionFile {
  if (masks.length === 0) return file
  // The longest first: one that holds another goes whole.
  const ordered = masks.toSorted((one, other) => other.length - one.length)
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return isStructure(key, value) ? value : mask(value, ordered)
    if (Array.isArray(value)) return value.map((item) => walk(item, key))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, walk(item, name)]))
  }
  return {
    ...file,
    // Texts are replaced by texts, so the shape stays.
    session: walk(file.session, '') as SessionFile['session'],
    invocations: walk(file.invocations, '') as SessionFile['invocations'],
  }
}

/** In a text that is JSON itself (a request's body) it is written with escapes. */
function mask(text: string, masks: string[]): string {
  for (const one of masks) text = text.replaceAll(one, '•••').replaceAll(JSON.stringify(one).slice(1, -1), '•••')
  return text
}

/** Members with a closed set of values, and ids: nothing secret fits, and another text there would break the file. */
const structure = new Set(['page', 'status', 'kind', 'task', 'metric', 'createdAt', 'updatedAt', 'startedAt'])
const id = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

function isStructure(key: string, value: string): boolean {
  return structure.has(key) || id.test(value)
}
