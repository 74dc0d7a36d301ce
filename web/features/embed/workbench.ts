import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import type { EmbedDocument } from '../../../server/contract/embedDocument.ts'
import type { Failure } from '../../../server/contract/failure.ts'
import type { Autosave, SaveState } from '../../models/session/autosave.ts'
import type { VectorState } from '../../vectors/health.ts'

/** What the page knows of one vector; the numbers themselves are in the worker. */
export interface RowInfo {
  state: VectorState
  dimensions: number
  norm: number
  /** Picture of the vector, `stripCells` cells from −127 to 127. */
  strip: Int8Array
  /** Counted by the upstream; for a batch of several texts shared out by their length. */
  tokens?: number
  isTokensEstimated: boolean
}

/** The vectors of one model. A new object whenever something changed. */
export interface Rows {
  byText: ReadonlyMap<number, RowInfo>
  /** Of every vector the worker has: part of the keys of what is computed from them. */
  version: number
  /** Length most vectors have; 0 = not known yet. */
  dimensions: number
}

interface FailedBatch {
  textIds: number[]
  failure: Failure
  invocationId: string
}

/** Embedding of one model's texts, under way or over. */
export interface Job {
  isRunning: boolean
  isStopped: boolean
  done: number
  total: number
  failed: FailedBatch[]
  lastInvocationId?: string
}

export interface EmbedState {
  title: string
  document: EmbedDocument
  save: SaveState
  /** The server has it, so it has an address. */
  isStored: boolean
  /** Nothing was changed since the page proposed its first model, so it may still propose another. */
  isUntouched: boolean
  /** By vectorsId. */
  rows: Readonly<Record<string, Rows>>
  /** By model id. */
  jobs: Readonly<Record<string, Job>>
  /** Grows with every change of the list of texts that the worker was told. */
  textsVersion: number
  /** The model whose figures stand beside the texts, and which map and neighbours show. */
  activeModelId: string | undefined
  selectedTextId: number | undefined
  /** Texts marked in the map. */
  marked: ReadonlySet<number>
  inspectedId: string | null
  /** Vectors of a stored session are on their way. */
  isReadingVectors: boolean
}

export interface Workbench {
  sessionId: string
  store: StoreApi<EmbedState>
  autosave: Autosave<EmbedDocument>
  /** By model id, while it embeds. */
  running: Map<string, AbortController>
}

export const WorkbenchContext = createContext<Workbench | undefined>(undefined)

export function useWorkbench(): Workbench {
  const workbench = useContext(WorkbenchContext)
  if (!workbench) throw new Error('A part of Embed stands outside its page.')
  return workbench
}

export function useEmbed<T>(select: (state: EmbedState) => T): T {
  return useStore(useWorkbench().store, select)
}

/** Replaces the document by a changed one and has it saved; `at once` for what must not wait for more typing. */
export function changeDocument(
  { store, autosave }: Workbench,
  change: (document: EmbedDocument) => EmbedDocument,
  when: 'soon' | 'at once' = 'soon',
): void {
  store.setState((state) => ({ document: change(state.document), isUntouched: false }))
  autosave.touch(when)
}
