import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import type { RerunDocument } from '../../../server/contract/rerunDocument.ts'
import { createPageSessions, type PageSession, type PageSessionState } from '../../models/session/pageSession.ts'
import { mergeReruns } from './mergeReruns.ts'

export type Rerun = PageSession<RerunDocument>

const untitled = 'Run again'

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

export const openRerun = createPageSessions<RerunDocument>({ empty, untitled, merge: mergeReruns })

export const RerunContext = createContext<Rerun | undefined>(undefined)

export function useRerun(): Rerun {
  const rerun = useContext(RerunContext)
  if (!rerun) throw new Error('A part of Run again stands outside its page.')
  return rerun
}

export function useRerunState<T>(select: (state: PageSessionState<RerunDocument>) => T): T {
  return useStore(useRerun().store, select)
}
