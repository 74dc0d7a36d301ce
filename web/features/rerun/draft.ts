import type { EmbedDocument } from '../../../server/contract/embedDocument.ts'
import { isEnded } from '../../../server/contract/reply.ts'
import type { KeptRequest, RerunDocument, RerunPane, RerunRequest } from '../../../server/contract/rerunDocument.ts'
import type { SessionAnswer, SessionDocument } from '../../../server/contract/session.ts'
import { rebuiltBody, shownAttempt } from './rebuiltBody.ts'

/** What a session offers to be run again. */
export interface Baseline extends SessionAnswer {
  requests: Record<string, KeptRequest>
}

interface DraftOptions {
  /** Endpoints there are: who is not among them must be chosen anew. */
  endpoints: ReadonlySet<string>
  newId: () => string
}

export type Draft = { type: 'draft'; document: RerunDocument } | { type: 'nothing'; why: string }

/** Of each prompt and pane the answer that is shown, oldest prompt first. */
export function draftRerun({ session, replies, requests }: Baseline, { endpoints, newId }: DraftOptions): Draft {
  const { document } = session
  if (document.page === 'embed') return draftEmbedding(session.id, { title: session.title, document, endpoints, newId })
  if (document.page === 'rerun') return { type: 'draft', document: { ...document, ...withoutRepeats(document, newId) } }
  const panes = new Map<string, RerunPane>()
  const prompts: RerunDocument['prompts'] = []
  const drafted: RerunRequest[] = []
  const missing = { unrecorded: 0, rebuilt: 0, running: 0, gone: 0 }
  for (const asked of askedIn(document)) {
    const promptId = newId()
    let prompt = asked.prompt
    for (const { paneId, hue, kept, rebuild } of asked.answers) {
      const entry = replies[kept]
      const request = requests[kept]
      if (entry === undefined || request === undefined) {
        missing.gone++
        continue
      }
      if (!isEnded(entry.reply.status)) {
        missing.running++
        continue
      }
      const rebuilt = request.isRecorded ? undefined : rebuild(replies)
      if (rebuilt !== undefined) missing.rebuilt++
      else if (!request.isRecorded) {
        missing.unrecorded++
        continue
      }
      prompt ||= request.prompt
      const key = `${paneId} ${entry.endpoint}`
      const pane = panes.get(key) ?? {
        id: newId(),
        kept: entry.endpoint,
        endpoint: endpoints.has(entry.endpoint) ? entry.endpoint : null,
        hue,
      }
      panes.set(key, pane)
      const { temperature, seed } = rebuilt === undefined ? request : numbersOf(rebuilt)
      drafted.push({
        id: newId(),
        paneId: pane.id,
        promptId,
        kept,
        ...(rebuilt && { rebuilt }),
        ...(temperature !== undefined && { temperature }),
        ...(seed !== undefined && { seed }),
        repeats: [],
      })
    }
    prompts.push({ id: promptId, text: prompt.slice(0, maxPromptCharacters) })
  }
  const shown = new Set(drafted.map(({ promptId }) => promptId))
  const remarks = remarksOf(missing)
  if (drafted.length === 0) return { type: 'nothing', why: remarks.join(' ') || 'Nothing was sent in it yet.' }
  return {
    type: 'draft',
    document: {
      page: 'rerun',
      baseline: { sessionId: session.id, title: session.title, page: document.page },
      panes: [...panes.values()],
      prompts: prompts.filter(({ id }) => shown.has(id)),
      requests: drafted,
      remarks,
      repeats: 3,
      atOnce: 1,
    },
  }
}

const maxPromptCharacters = 500

function numbersOf({ temperature, seed }: Record<string, unknown>): Pick<KeptRequest, 'temperature' | 'seed'> {
  return {
    ...(typeof temperature === 'number' && { temperature }),
    ...(typeof seed === 'number' && { seed }),
  }
}

interface Asked {
  prompt: string
  answers: {
    paneId: string
    hue: number
    kept: string
    rebuild: (replies: SessionAnswer['replies']) => Record<string, unknown> | undefined
  }[]
}

function askedIn(document: Exclude<SessionDocument, { page: 'embed' | 'rerun' }>): Asked[] {
  const order = document.panes.map(({ id }) => id)
  const hueOf = (paneId: string) => document.panes.find(({ id }) => id === paneId)?.hue ?? 7
  const inOrder = (paneIds: string[]) => [
    ...order.filter((id) => paneIds.includes(id)),
    ...paneIds.filter((id) => !order.includes(id)),
  ]
  if (document.page === 'compare')
    return document.turns.map((turn) => ({
      prompt: turn.prompt,
      answers: inOrder(Object.keys(turn.attempts)).flatMap((paneId) => {
        const kept = shownAttempt(turn, paneId)
        if (kept === undefined) return []
        const rebuild = (replies: SessionAnswer['replies']) => rebuiltBody(document, { turn, paneId, replies })
        return [{ paneId, hue: hueOf(paneId), kept, rebuild }]
      }),
    }))
  return document.sends.toReversed().map(({ invocations }) => ({
    prompt: '',
    answers: inOrder(Object.keys(invocations)).flatMap((paneId) => {
      const kept = invocations[paneId]?.at(-1)
      return kept === undefined ? [] : [{ paneId, hue: hueOf(paneId), kept, rebuild: () => undefined }]
    }),
  }))
}

/** The same once more: what was kept stays what it is compared with. */
function withoutRepeats(
  { requests, embedding }: RerunDocument,
  newId: () => string,
): Pick<RerunDocument, 'requests' | 'embedding'> {
  const models = embedding?.models.map((model) => ({ ...model, repeats: [] })) ?? []
  return {
    requests: requests.map((request) => ({ ...request, id: newId(), repeats: [] })),
    ...(embedding && { embedding: { ...embedding, models } }),
  }
}

/** Every text by every model; vectors that came from a file are asked of whom one chooses. */
function draftEmbedding(
  sessionId: string,
  { title, document, endpoints, newId }: DraftOptions & { title: string; document: EmbedDocument },
): Draft {
  const texts = document.texts.filter(({ text }) => text.trim() !== '')
  if (texts.length === 0 || document.models.length === 0) return { type: 'nothing', why: 'There are no vectors in it.' }
  const models = document.models.map((model) => ({ model, paneId: newId() }))
  return {
    type: 'draft',
    document: {
      page: 'rerun',
      baseline: { sessionId, title, page: 'embed' },
      panes: models.map(({ model: { endpoint, file, hue }, paneId }) => ({
        id: paneId,
        kept: (endpoint ?? file ?? '').slice(0, 300),
        endpoint: endpoint !== null && endpoints.has(endpoint) ? endpoint : null,
        hue,
      })),
      prompts: [],
      requests: [],
      embedding: {
        texts: texts.map(({ id, text }) => ({ id, text })),
        models: models.map(({ model: { prefix, extra, vectorsId }, paneId }) => ({
          paneId,
          prefix,
          extra,
          kept: vectorsId,
          repeats: [],
        })),
        neighbours: document.neighbours,
        batchSize: document.batchSize,
      },
      remarks: [],
      repeats: 1,
      atOnce: 1,
    },
  }
}

function remarksOf(missing: Record<'unrecorded' | 'rebuilt' | 'running' | 'gone', number>): string[] {
  const { unrecorded, rebuilt, running, gone } = missing
  return [
    unrecorded > 0 && `${answers(unrecorded)} left out: the request was not recorded.`,
    running > 0 && `${answers(running)} left out: still arriving.`,
    gone > 0 && `${answers(gone)} left out: no longer recorded.`,
    rebuilt === 1 && '1 request was not kept with the answer and is put together from the conversation.',
    rebuilt > 1 && `${rebuilt} requests were not kept with the answers and are put together from the conversation.`,
  ].filter((line) => line !== false)
}

function answers(count: number): string {
  return count === 1 ? '1 answer is' : `${count} answers are`
}
