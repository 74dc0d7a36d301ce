import { createAnalyses, type Analyses } from './analyses.ts'
import { createJobs } from './jobs.ts'

/** All vectors and all arithmetic of the Embed page, away from the thread that draws. One call is one message each way. */
export type AnalysisCall = { id: number; cancel: true } | { id: number; name: keyof Analyses; args: unknown }
export type AnalysisAnswer = { id: number; result: unknown } | { id: number; error: string }

/** What answers a hand on the mouse goes before what fills a panel. */
const urgencies: Partial<Record<keyof Analyses, number>> = {
  tile: 1,
  neighbours: 1,
  search: 1,
  vector: 1,
  flatMap: 2,
  layoutInput: 2,
  health: 3,
  clusters: 3,
  aligned: 4,
  agreement: 4,
}
const lastUrgency = 5

/** What changes the state happens at once, in the order it was asked for: a list of texts must not be set by an earlier call. */
const changes = new Set<keyof Analyses>(['take', 'setTexts', 'forget'])

const analyses = createAnalyses()
const channel = new MessageChannel()
let wake: () => void = () => undefined
channel.port1.addEventListener('message', () => wake())
channel.port1.start()

const jobs = createJobs({
  onDone: (id, result) => answer({ id, result }),
  onFailed: failed,
  later(run) {
    wake = run
    channel.port2.postMessage(null)
  },
  nowMs: () => performance.now(),
})

function failed(id: number, error: unknown): void {
  answer({ id, error: error instanceof Error ? error.message : String(error) })
}

function answer(message: AnalysisAnswer): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker, not a window
  self.postMessage(message)
}

self.addEventListener('message', ({ data }: MessageEvent<AnalysisCall>) => {
  if ('cancel' in data) return jobs.cancel(data.id)
  // Typed at the one place that sends: `callAnalysis`.
  const run = analyses[data.name] as (args: unknown) => unknown
  if (!changes.has(data.name))
    return jobs.add({ id: data.id, urgency: urgencies[data.name] ?? lastUrgency, steps: stepsOf(() => run(data.args)) })
  try {
    return answer({ id: data.id, result: run(data.args) })
  } catch (error) {
    return failed(data.id, error)
  }
})

/** Even a short call takes its turn: a more urgent one may be waiting. */
function* stepsOf(run: () => unknown): Generator<void, unknown> {
  const result = run()
  return isSteps(result) ? yield* result : result
}

function isSteps(value: unknown): value is Generator<void, unknown> {
  return typeof value === 'object' && value !== null && 'next' in value && typeof value.next === 'function'
}
