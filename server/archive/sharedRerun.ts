import type { RerunDocument } from '../contract/rerunDocument.ts'
import type { SessionDocument } from '../contract/session.ts'
import type { FileInvocation } from '../contract/sessionFile.ts'
import type { Say } from './sayText.ts'
import type { Names } from './sharedNames.ts'

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
): { document: SessionDocument; asked: Map<string, string>; vectors: [] } {
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
  const used = new Set(requests.flatMap(({ paneId, promptId }) => [paneId, promptId]))
  const isUsed = ({ id }: { id: string }) => used.has(renew(id))
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
      remarks: [],
      repeats: document.repeats,
      atOnce: document.atOnce,
    },
    asked,
    vectors: [],
  }
}
