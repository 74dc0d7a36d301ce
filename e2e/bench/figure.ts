import type { Stage } from './stage.ts'

/** One number of the table: what is measured, what counts as reached, and the way to measure it. */
export interface Figure {
  id: string
  what: string
  goal: string
  /** What the figure needs started beside the simulator and our server. */
  needs?: ('floor' | 'peer' | 'browser')[]
  measure(stage: Stage): Promise<Measured>
}

export interface Measured {
  /** One line for the table. */
  summary: string
  isReached: boolean
  /** Everything behind it, for the JSON. */
  raw: unknown
}
