import type { EmbedModel, EmbedText } from '../../../server/contract/embedDocument.ts'
import type { Failure } from '../../../server/contract/failure.ts'
import { embedBatch } from '../../api/embeddings.ts'
import { ApiError } from '../../api/request.ts'
import { readExtra } from '../../models/requestBody/readExtra.ts'
import { takeVectors } from './takeVectors.ts'
import type { Job, Workbench } from './workbench.ts'

/**
 * Embeds what has no vector yet, in batches, two at a time for each model. A batch that fails keeps nobody waiting: the
 * others go on, and only it is tried again. Stopping closes the connections, which stops the upstreams; what has come is
 * kept, and embedding again goes on with the rest.
 */
const batchesAtOnce = 2
/** All models together: a browser allows six connections to one host, and the rest of the page needs some. */
const batchesInAll = 4
/** Failures in a row after which a model is given up: a wrong key fails every batch alike. */
const failuresUntilStop = 3

export function embedAll(workbench: Workbench): void {
  for (const model of workbench.store.getState().document.models) embedModel(workbench, model)
}

export function stopAll(workbench: Workbench): boolean {
  const ids = [...workbench.running.keys()]
  for (const id of ids) stopModel(workbench, id)
  return ids.length > 0
}

export function stopModel(workbench: Workbench, modelId: string): void {
  const stop = workbench.running.get(modelId)
  if (!stop) return
  // At once: the model may be embedded anew in the same breath.
  workbench.running.delete(modelId)
  stop.abort()
  setJob(workbench, modelId, (job) => ({ ...job, isRunning: false, isStopped: true }))
}

/** Texts of a model that have no vector yet and are not empty. */
export function pendingTexts(
  model: EmbedModel,
  texts: readonly EmbedText[],
  rows: Readonly<Record<string, { byText: ReadonlyMap<number, { state: string }> }>>,
): EmbedText[] {
  const known = rows[model.vectorsId]?.byText
  return texts.filter(({ id, text }) => text.trim() !== '' && (known?.get(id)?.state ?? 'missing') === 'missing')
}

/** `only`: the texts of these ids, for what failed. */
export function embedModel(workbench: Workbench, model: EmbedModel, only?: ReadonlySet<number>): void {
  const { document, rows } = workbench.store.getState()
  if (model.endpoint === null || workbench.running.has(model.id)) return
  const texts = pendingTexts(model, document.texts, rows).filter(({ id }) => only?.has(id) ?? true)
  if (texts.length === 0) return
  const stop = new AbortController()
  workbench.running.set(model.id, stop)
  void run(workbench, model, texts, stop)
}

export function retryFailed(workbench: Workbench, model: EmbedModel): void {
  const failed = workbench.store.getState().jobs[model.id]?.failed ?? []
  embedModel(workbench, model, new Set(failed.flatMap(({ textIds }) => textIds)))
}

async function run(workbench: Workbench, model: EmbedModel, texts: EmbedText[], stop: AbortController): Promise<void> {
  const { batchSize } = workbench.store.getState().document
  const batches = Array.from({ length: Math.ceil(texts.length / batchSize) }, (_, at) =>
    texts.slice(at * batchSize, (at + 1) * batchSize),
  )
  setJob(workbench, model.id, () => ({ isRunning: true, isStopped: false, done: 0, total: texts.length, failed: [] }))
  let failuresInRow = 0
  const lane = async () => {
    for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
      // A lane that is stopped leaves the rest where it is.
      const failure = await withSlot(stop.signal, () => embedOne(workbench, model, batch ?? [], stop.signal))
      if (stop.signal.aborted) return
      failuresInRow = failure ? failuresInRow + 1 : 0
      if (failuresInRow >= failuresUntilStop) batches.length = 0
    }
  }
  await Promise.all(Array.from({ length: batchesAtOnce }, lane))
  if (stop.signal.aborted) return
  workbench.running.delete(model.id)
  setJob(workbench, model.id, (job) => ({ ...job, isRunning: false }))
}

/** The failure, if it failed. */
async function embedOne(
  workbench: Workbench,
  model: EmbedModel,
  batch: EmbedText[],
  signal: AbortSignal,
): Promise<Failure | undefined> {
  const id = crypto.randomUUID()
  const textIds = batch.map((text) => text.id)
  try {
    const bytes = await embedBatch(
      {
        id,
        sessionId: workbench.sessionId,
        endpoint: model.endpoint ?? '',
        body: { ...readExtra(model.extra), input: batch.map(({ text }) => model.prefix + text) },
        textIds,
        vectorsId: model.vectorsId,
      },
      signal,
    )
    await takeVectors(workbench, model.vectorsId, bytes)
    if (signal.aborted) return undefined
    const missing = missingOf(workbench, model, textIds)
    setJob(workbench, model.id, (job) => ({
      ...job,
      done: job.done + batch.length - missing.length,
      lastInvocationId: id,
      failed:
        missing.length === 0 ? job.failed : [...job.failed, { textIds: missing, failure: noVector, invocationId: id }],
    }))
    return undefined
  } catch (error) {
    if (signal.aborted) return undefined
    const failure = failureFrom(error)
    setJob(workbench, model.id, (job) => ({
      ...job,
      lastInvocationId: id,
      failed: [...job.failed, { textIds, failure, invocationId: id }],
    }))
    return failure
  }
}

function missingOf({ store }: Workbench, { vectorsId }: EmbedModel, textIds: number[]): number[] {
  const known = store.getState().rows[vectorsId]?.byText
  return textIds.filter((id) => (known?.get(id)?.state ?? 'missing') === 'missing')
}

const noVector: Failure = {
  kind: 'answer-invalid',
  message: 'The answer has no vector for this text. Retry, or look at the answer.',
  isRetryable: true,
}

function failureFrom(error: unknown): Failure {
  if (error instanceof ApiError) return error.failure
  const message = error instanceof Error ? error.message : String(error)
  return { kind: 'internal', message, isRetryable: true }
}

function setJob({ store }: Workbench, modelId: string, change: (job: Job) => Job): void {
  const empty: Job = { isRunning: false, isStopped: false, done: 0, total: 0, failed: [] }
  store.setState(({ jobs }) => ({ jobs: { ...jobs, [modelId]: change(jobs[modelId] ?? empty) } }))
}

let used = 0
const queue: (() => void)[] = []

async function withSlot<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T | undefined> {
  if (used >= batchesInAll) await new Promise<void>((resolve) => queue.push(resolve))
  else used++
  try {
    return signal.aborted ? undefined : await work()
  } finally {
    // The slot passes on to whoever waits, else it is free.
    const next = queue.shift()
    if (next) next()
    else used--
  }
}
