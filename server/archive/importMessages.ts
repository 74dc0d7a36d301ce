import type { Failure } from '../contract/failure.ts'
import type { ImportStep } from './importStep.ts'

/** What the server and the thread that reads a file say to each other: one speaks, then the other. */
export type ToImport =
  | { type: 'begin'; name: string | undefined; now: string }
  | { type: 'chunk'; bytes: Uint8Array }
  | { type: 'end' }
  /** The steps are written. */
  | { type: 'go' }

export type FromImport =
  | { type: 'want' }
  | { type: 'steps'; steps: ImportStep[] }
  | { type: 'done' }
  | { type: 'refused'; failure: Failure }
