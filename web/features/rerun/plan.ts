import { useRunning, continueRun, maxRepeats, runAgain, stopRun, wasNeverSent } from './running.ts'
import { useRerun, useRerunState } from './rerun.ts'
import type { RequestState } from './requestStates.ts'

/** What the bar on top runs and tells of, whatever is run. */
export interface Plan {
  /** What was kept: 12 answers to 3 prompts. */
  kept: string
  noun: string
  /** To be sent for one repeat. */
  perRepeat: number
  /** Repeats there are of the one that has most. */
  most: number
  planned: number
  ended: number
  unsent: number
  isRunning: boolean
  /** Why the last ones were not sent. */
  trouble: string | undefined
  run: (repeats: number) => void
  resume: () => void
  stop: () => boolean
}

export function repeatsLeft({ most }: Pick<Plan, 'most'>): number {
  return Math.max(0, maxRepeats - most)
}

export function useAnswersPlan(states: readonly RequestState[]): Plan {
  const rerun = useRerun()
  const prompts = useRerunState((state) => state.document.prompts.length)
  const isSending = useRunning(({ sessionIds }) => sessionIds.has(rerun.sessionId))
  const planned = states.flatMap(({ repeats }) => repeats)
  const unsent = planned.filter(wasNeverSent)
  return {
    kept: `${counted(states.length, 'answer')} to ${counted(prompts, 'prompt')}`,
    noun: 'request',
    perRepeat: states.length,
    most: Math.max(0, ...states.map(({ repeats }) => repeats.length)),
    planned: planned.length,
    ended: states.reduce((sum, state) => sum + state.ended, 0),
    unsent: unsent.length,
    isRunning: isSending || states.some(({ isLive }) => isLive),
    trouble: unsent.find((reply) => reply?.failure)?.failure?.message,
    run: (repeats) => runAgain(rerun, repeats),
    resume: () => continueRun(rerun),
    stop: () => stopRun(rerun),
  }
}

/** 1 prompt, 3 prompts. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
}
