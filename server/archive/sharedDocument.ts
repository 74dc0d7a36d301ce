import type { CompleteDocument } from '../contract/completeDocument.ts'
import type { EmbedDocument } from '../contract/embedDocument.ts'
import type { Parameters } from '../contract/parameters.ts'
import type { QueryDocument } from '../contract/queryDocument.ts'
import type { CompareDocument, Pane, SessionDocument, Settings } from '../contract/session.ts'
import type { FileInvocation, FileVectors, SessionFile } from '../contract/sessionFile.ts'
import type { ShareParts } from '../contract/share.ts'
import type { Say } from './sayText.ts'
import { promptOf, shownAttemptOf, shownText } from './sessionView.ts'
import type { Names } from './sharedNames.ts'
import { sharedRequest } from './sharedRequest.ts'
import { sharedRerun } from './sharedRerun.ts'
import { sharedVectors } from './sharedVectors.ts'

export interface SharedDocument {
  document: SessionDocument
  /** By id of each invocation that is shown: its request, as the page shows it. */
  asked: Map<string, string>
  vectors: FileVectors[]
}

interface Sharing {
  parts: ShareParts
  say: Say
  names: Names
  /** Another id for each of ours. */
  renew: (id: string) => string
}

interface Chosen extends Sharing {
  byId: ReadonlyMap<string, FileInvocation>
  isIn: (item: { id: string | number }) => boolean
}

export function sharedDocument(file: SessionFile, sharing: Sharing): SharedDocument {
  const { document } = file.session
  const out = new Set([...sharing.parts.withoutPanes, ...sharing.parts.withoutTurns])
  const chosen: Chosen = {
    ...sharing,
    byId: new Map(file.invocations.map((one) => [one.id, one])),
    isIn: ({ id }) => !out.has(String(id)),
  }
  switch (document.page) {
    case 'compare':
      return comparison(document, chosen)
    case 'query':
      return query(document, chosen)
    case 'complete':
      return completion(document, chosen)
    case 'embed':
      return embedding(document, chosen, file.vectors)
    case 'rerun':
      return sharedRerun(document, chosen, file.vectors)
  }
}

/** The id under which a completion's text is listed beside its requests. */
export const wholeText = 'text'

/** Only panes of which an answer is shown: of another the page shows nothing. */
function comparison(document: CompareDocument, chosen: Chosen): SharedDocument {
  const { parts, say, isIn, byId, names, renew } = chosen
  const asked = new Map<string, string>()
  const endpoints = new Map<string, string>()
  const votes: NonNullable<CompareDocument['votes']> = {}
  const turns = document.turns.filter(isIn).map((turn) => {
    const attempts: Record<string, string[]> = {}
    for (const { id } of document.panes.filter(isIn)) {
      const invocation = byId.get(shownAttemptOf(turn, id) ?? '')
      if (invocation === undefined) continue
      attempts[renew(id)] = [renew(invocation.id)]
      asked.set(invocation.id, '{}')
      endpoints.set(id, names.of(invocation.endpoint))
      const vote = document.votes?.[invocation.id]
      if (parts.votes && vote !== undefined) votes[renew(invocation.id)] = vote
    }
    return { id: renew(turn.id), prompt: say(turn.prompt), attempts }
  })
  const panes = document.panes.flatMap((pane): Pane[] => {
    const endpoint = endpoints.get(pane.id)
    if (endpoint === undefined) return []
    const settings = settingsOf(pane.settings, chosen)
    return [{ id: renew(pane.id), endpoint, isSynced: pane.isSynced, settings, draft: '', hue: pane.hue }]
  })
  const settings = settingsOf(document.settings, chosen)
  const synced = panes.filter(({ isSynced }) => isSynced)
  // What every pane has put another value in front of is nowhere to be seen.
  const parameters = Object.fromEntries(
    Object.entries(settings.parameters).filter(([name]) => synced.some((pane) => !(name in pane.settings.parameters))),
  )
  return {
    document: {
      page: 'compare',
      panes,
      settings: {
        systemPrompt: parts.systemPrompt ? settings.systemPrompt : '',
        parameters,
      },
      turns,
      setAside: [],
      draft: '',
      ...(Object.keys(votes).length > 0 ? { votes } : {}),
    },
    asked,
    vectors: [],
  }
}

function settingsOf({ systemPrompt, parameters }: Settings, { parts, say }: Pick<Sharing, 'parts' | 'say'>): Settings {
  return { systemPrompt: parts.systemPrompt ? say(systemPrompt) : '', parameters: parametersOf(parameters, say) }
}

function parametersOf(given: Parameters, say: Say): Parameters {
  const { stop, extra, ...numbers } = given
  const shown: Parameters = {}
  for (const name of numberNames) {
    const value = numbers[name]
    // A number cannot be masked, only left out.
    if (value !== undefined && say(String(value)) === String(value)) shown[name] = value
  }
  if (stop !== undefined) shown.stop = stop.map(say)
  if (extra !== undefined) shown.extra = say(extra)
  return shown
}

const numberNames = [
  'temperature',
  'max_tokens',
  'top_p',
  'top_k',
  'seed',
  'frequency_penalty',
  'presence_penalty',
] as const satisfies (keyof Parameters)[]

function query(document: QueryDocument, chosen: Chosen): SharedDocument {
  const asked = new Map<string, string>()
  const { sends, panes } = sentTo(document, chosen, (body) => sharedRequest(body, chosen), asked)
  return {
    document: { page: 'query', text: '', panes, sends: sends.map(({ id, invocations }) => ({ id, invocations })) },
    asked,
    vectors: [],
  }
}

/** The text as it is shown, without the ways that led to it. */
function completion(document: CompleteDocument, chosen: Chosen): SharedDocument {
  const { say, byId, isIn, renew } = chosen
  const asked = new Map<string, string>()
  const { sends, panes } = sentTo(document, chosen, (body) => JSON.stringify({ prompt: say(promptOf(body)) }), asked)
  const text = isIn({ id: wholeText }) ? shownText(document, byId) : ''
  const last = text === '' ? undefined : document.edits.at(-1)?.id
  const id = last === undefined ? undefined : renew(last)
  return {
    document: {
      page: 'complete',
      panes,
      parameters: {},
      fillsIn: false,
      edits: id === undefined ? [] : [{ id, parent: null, at: 0, removed: 0, inserted: say(text) }],
      current: id ?? null,
      visited: {},
      sends: sends.map((send) => ({
        id: send.id,
        kind: send.kind,
        edit: null,
        caret: 0,
        hasSuffix: send.hasSuffix,
        echoes: send.echoes,
        asksProbabilities: false,
        invocations: send.invocations,
      })),
    },
    asked,
    vectors: [],
  }
}

/** Sends with an answer that is shown, and the panes these are of; all of one send were asked the same. */
function sentTo<Send extends { id: string; invocations: Record<string, string[]> }>(
  document: { sends: Send[]; panes: { id: string; endpoint: string; hue: number }[] },
  { isIn, byId, names, renew }: Chosen,
  requestOf: (body: string) => string,
  asked: Map<string, string>,
) {
  const endpoints = new Map<string, string>()
  const sends = document.sends.filter(isIn).flatMap((send) => {
    const invocations: Record<string, string[]> = {}
    let request: string | undefined
    for (const [paneId, ids] of Object.entries(send.invocations).filter(([id]) => isIn({ id }))) {
      const known = ids.flatMap((id) => byId.get(id) ?? [])
      const [first] = known
      if (first === undefined) continue
      request ??= requestOf(first.requestBody)
      for (const { id } of known) asked.set(id, request)
      invocations[renew(paneId)] = known.map(({ id }) => renew(id))
      endpoints.set(paneId, names.of(first.endpoint))
    }
    return request === undefined ? [] : [{ ...send, id: renew(send.id), invocations }]
  })
  const panes = document.panes.flatMap(({ id, hue }) => {
    const endpoint = endpoints.get(id)
    return endpoint === undefined ? [] : [{ id: renew(id), endpoint, hue }]
  })
  return { sends, panes }
}

function embedding(
  document: EmbedDocument,
  { say, names, isIn, parts, renew }: Chosen,
  vectors: FileVectors[],
): SharedDocument {
  /** From the vector of a masked text what it said can be guessed. */
  const unmasked: number[] = []
  const texts = document.texts.filter(isIn).map(({ id, text, label }) => {
    const said = say(text)
    if (said === text) unmasked.push(id)
    return { id, text: said, ...(label === undefined ? {} : { label: say(label) }) }
  })
  const shown = document.models.filter(isIn)
  const models = shown.map(({ id, endpoint, file, hue, prefix, extra, vectorsId, ...model }) => ({
    id: renew(id),
    endpoint: endpoint === null ? null : names.of(endpoint),
    ...(endpoint === null && file !== undefined ? { file: names.of(file) } : {}),
    hue,
    prefix: say(prefix),
    extra: parts.endpointNames ? say(extra) : '',
    vectorsId: renew(vectorsId),
    ...(model.cut === undefined ? {} : { cut: model.cut }),
    isNormalised: model.isNormalised,
  }))
  return {
    document: {
      page: 'embed',
      texts,
      models,
      metric: document.metric,
      tolerance: 0.001,
      neighbours: 5,
      batchSize: 32,
      query: '',
    },
    asked: new Map(),
    vectors: sharedVectors(
      shown.map(({ vectorsId }) => ({ from: vectorsId, as: renew(vectorsId) })),
      unmasked,
      vectors,
    ),
  }
}
