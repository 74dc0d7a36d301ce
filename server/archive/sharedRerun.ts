import type { RerunDocument, RerunEmbedding } from '../contract/rerunDocument.ts'
import type { SessionDocument } from '../contract/session.ts'
import type { FileInvocation, FileVectors } from '../contract/sessionFile.ts'
import type { Say } from './sayText.ts'
import type { Names } from './sharedNames.ts'
import { sharedVectors } from './sharedVectors.ts'

interface Chosen {
  say: Say
  names: Names
  renew: (id: string) => string
  byId: ReadonlyMap<string, FileInvocation>
  isIn: (item: { id: string }) => boolean
}

/** Kept and new answers; no request, as of a comparison. */
export function sharedRerun(
  document: RerunDocument,
  { say, names, renew, byId, isIn }: Chosen,
  vectors: FileVectors[],
): { document: SessionDocument; asked: Map<string, string>; vectors: FileVectors[] } {
  const asked = new Map<string, string>()
  const panes = document.panes.filter(isIn)
  const prompts = document.prompts.filter(isIn)
  const [paneIds, promptIds] = [new Set(panes.map(({ id }) => id)), new Set(prompts.map(({ id }) => id))]
  /** By pane: of whom the page shows answers, which may be others than are chosen there now. */
  const shownOf = new Map<string, { kept: string; endpoint: string | null }>()
  const requests = document.requests.flatMap((request) => {
    const isShown = paneIds.has(request.paneId) && promptIds.has(request.promptId) && byId.has(request.kept)
    if (!isShown) return []
    const repeats = request.repeats.filter((id) => byId.has(id))
    for (const id of [request.kept, ...repeats]) asked.set(id, '{}')
    const nameOf = (id: string | undefined) => {
      const endpoint = byId.get(id ?? '')?.endpoint
      return endpoint === undefined ? null : names.of(endpoint).slice(0, 300)
    }
    shownOf.set(request.paneId, { kept: nameOf(request.kept) ?? '', endpoint: nameOf(repeats.at(-1)) })
    return [
      {
        id: renew(request.id),
        paneId: renew(request.paneId),
        promptId: renew(request.promptId),
        kept: renew(request.kept),
        repeats: repeats.map(renew),
      },
    ]
  })
  const embedded = document.embedding && sharedEmbedding(document.embedding, { say, renew, paneIds, isIn, vectors })
  for (const { id, kept, endpoint } of embedded ? panes : [])
    shownOf.set(id, { kept: names.of(kept).slice(0, 300), endpoint: endpoint && names.of(endpoint).slice(0, 300) })
  const used = new Set(requests.flatMap(({ paneId, promptId }) => [paneId, promptId]))
  const isUsed = ({ id }: { id: string }) => embedded !== undefined || used.has(renew(id))
  return {
    document: {
      page: 'rerun',
      baseline: {
        sessionId: renew(document.baseline.sessionId),
        // The page does not show it.
        title: '',
        page: document.baseline.page,
      },
      panes: panes
        .filter(isUsed)
        .map(({ id, hue }) => ({ id: renew(id), kept: '', endpoint: null, ...shownOf.get(id), hue })),
      prompts: prompts.filter(isUsed).map(({ id, text }) => ({ id: renew(id), text: say(text) })),
      requests,
      ...(embedded && { embedding: embedded.embedding }),
      remarks: [],
      repeats: document.repeats,
      atOnce: document.atOnce,
    },
    asked,
    vectors: embedded?.vectors ?? [],
  }
}

interface Embedded {
  say: Say
  renew: (id: string) => string
  paneIds: ReadonlySet<string>
  isIn: (item: { id: string }) => boolean
  vectors: FileVectors[]
}

/** Texts and their vectors; not those of a text in which something is masked: from a vector what it said can be guessed. */
function sharedEmbedding(
  { texts, models, neighbours, batchSize }: RerunEmbedding,
  { say, renew, paneIds, isIn, vectors }: Embedded,
): { embedding: RerunEmbedding; vectors: FileVectors[] } {
  const shown = texts
    .filter(({ id }) => isIn({ id: String(id) }))
    .map(({ id, text }) => ({ id, text, said: say(text) }))
  const unmasked = shown.flatMap(({ id, text, said }) => (text === said ? id : []))
  const own = models.filter(({ paneId }) => paneIds.has(paneId))
  const sets = own.flatMap(({ kept, repeats }) => [kept, ...repeats]).map((id) => ({ from: id, as: renew(id) }))
  return {
    embedding: {
      texts: shown.map(({ id, said }) => ({ id, text: said })),
      models: own.map(({ paneId, kept, repeats }) => ({
        paneId: renew(paneId),
        prefix: '',
        extra: '',
        kept: renew(kept),
        repeats: repeats.map(renew),
      })),
      neighbours,
      batchSize,
    },
    vectors: sharedVectors(sets, unmasked, vectors),
  }
}
