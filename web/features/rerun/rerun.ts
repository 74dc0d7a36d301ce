import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import type { RerunDocument, RerunRequest } from '../../../server/contract/rerunDocument.ts'
import { mergeFields, mergeLists, pick } from '../../models/session/merge.ts'
import { createPageSessions, type PageSession, type PageSessionState } from '../../models/session/pageSession.ts'

export type Rerun = PageSession<RerunDocument>

export const untitled = 'Run again'

/** Before a baseline is there. */
const empty: RerunDocument = {
  page: 'rerun',
  baseline: { sessionId: '00000000-0000-4000-8000-000000000000', title: '', page: 'compare' },
  panes: [],
  prompts: [],
  requests: [],
  remarks: [],
  repeats: 3,
  atOnce: 1,
}

export const openRerun = createPageSessions<RerunDocument>({ empty, untitled, merge })

/** What was kept never changes, repeats are only added. */
function merge(base: RerunDocument, mine: RerunDocument, theirs: RerunDocument): RerunDocument {
  return {
    ...mergeFields(base, mine, theirs),
    requests: mergeLists(base.requests, mine.requests, theirs.requests, mergeRequest),
  }
}

function mergeRequest(base: RerunRequest, mine: RerunRequest, theirs: RerunRequest): RerunRequest {
  const [b, m, t] = [base, mine, theirs].map(({ repeats }) => repeats.map((id) => ({ id }))) as [Row[], Row[], Row[]]
  return { ...pick(base, mine, theirs), repeats: mergeLists(b, m, t, pick).map(({ id }) => id) }
}

type Row = { id: string }

export const RerunContext = createContext<Rerun | undefined>(undefined)

export function useRerun(): Rerun {
  const rerun = useContext(RerunContext)
  if (!rerun) throw new Error('A part of Run again stands outside its page.')
  return rerun
}

export function useRerunState<T>(select: (state: PageSessionState<RerunDocument>) => T): T {
  return useStore(useRerun().store, select)
}
