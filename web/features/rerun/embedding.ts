import { queryOptions } from '@tanstack/react-query'
import { create } from 'zustand'
import type { RerunDocument, RerunEmbedding } from '../../../server/contract/rerunDocument.ts'
import { decodeVectorHeaders } from '../../../server/contract/vectorFrame.ts'
import { embedBatch, readVectors } from '../../api/embeddings.ts'
import { failureMessage } from '../../api/failureMessage.ts'
import { queryClient } from '../../api/queryClient.ts'
import { readExtra } from '../../models/requestBody/readExtra.ts'
import { changePageDocument } from '../../models/session/pageSession.ts'
import type { Rerun } from './rerun.ts'
import { maxRepeats } from './running.ts'

/**
 * Texts embedded again, a set of vectors for each repeat. As with answers the sets are named in the document before the
 * first batch goes out, so a set that is short of vectors says by itself what is still to be sent.
 */
interface Job {
  /** Aborted: it has ended. */
  stop: AbortController
  failure: string | undefined
  /** Vectors there are, by set; of the sets it has come to. */
  arrived: Record<string, number>
}

export const useEmbedJobs = create<{ jobs: Record<string, Job> }>(() => ({ jobs: {} }))

/** Failures in a row after which a model is given up: a wrong key fails every batch alike. */
const failuresUntilStop = 3

export function vectorsQuery(vectorsId: string) {
  return queryOptions({
    queryKey: ['vectors of', vectorsId],
    queryFn: ({ signal }) => readVectors(vectorsId, signal),
    staleTime: Infinity,
    structuralSharing: false,
  })
}

const readHeaders = new WeakMap<Uint8Array, Set<number>>()

/** Ids of the texts that have a vector in these frames. */
export function embeddedIn(bytes: Uint8Array): ReadonlySet<number> {
  const known = readHeaders.get(bytes)
  if (known) return known
  const found = new Set<number>()
  readHeaders.set(bytes, found)
  for (const { textIds, dimensions } of decodeVectorHeaders(bytes))
    for (const [index, id] of textIds.entries()) if ((dimensions[index] ?? 0) > 0) found.add(id)
  return found
}

/** Empty ones no endpoint takes. */
export function textsToEmbed({ texts }: RerunEmbedding): RerunEmbedding['texts'] {
  return texts.filter(({ text }) => text.trim() !== '')
}

export function embedAgain(rerun: Rerun, repeats: number): void {
  changePageDocument(rerun, (document) => ({ ...document, repeats, ...withRepeats(document, repeats) }), 'at once')
  continueEmbedding(rerun)
}

function withRepeats({ embedding }: RerunDocument, repeats: number): Pick<RerunDocument, 'embedding'> {
  if (embedding === undefined) return {}
  const models = embedding.models.map((model) => {
    const more = Math.min(repeats, maxRepeats - model.repeats.length)
    return { ...model, repeats: [...model.repeats, ...Array.from({ length: more }, () => crypto.randomUUID())] }
  })
  return { embedding: { ...embedding, models } }
}

export function continueEmbedding(rerun: Rerun): void {
  if (jobOf(rerun)?.stop.signal.aborted === false) return
  const stop = new AbortController()
  setJob(rerun, { stop, failure: undefined, arrived: {} })
  void embedAll(rerun, stop.signal).finally(() => {
    stop.abort()
    // Said to whoever shows it; meanwhile another may have begun, which stays as it is.
    changeJob(rerun, (job) => ({ ...job }))
  })
}

export function stopEmbedding(rerun: Rerun): boolean {
  const job = jobOf(rerun)
  if (job === undefined || job.stop.signal.aborted) return false
  job.stop.abort()
  setJob(rerun, { ...job })
  return true
}

async function embedAll(rerun: Rerun, signal: AbortSignal): Promise<void> {
  const { document } = rerun.store.getState()
  const { embedding, panes } = document
  for (const model of embedding?.models ?? [])
    for (const vectorsId of model.repeats) {
      const endpoint = panes.find(({ id }) => id === model.paneId)?.endpoint
      if (signal.aborted || embedding === undefined || typeof endpoint !== 'string') return
      try {
        await embedSet(rerun, { embedding, model, vectorsId, endpoint, lanes: document.atOnce > 1 ? 2 : 1 }, signal)
      } catch (error) {
        if (!signal.aborted) changeJob(rerun, (job) => ({ ...job, failure: failureMessage(error) }))
      }
      await queryClient.invalidateQueries({ queryKey: vectorsQuery(vectorsId).queryKey })
    }
}

interface VectorsToMake {
  embedding: RerunEmbedding
  model: RerunEmbedding['models'][number]
  vectorsId: string
  endpoint: string
  lanes: number
}

async function embedSet(
  rerun: Rerun,
  { embedding, model, vectorsId, endpoint, lanes }: VectorsToMake,
  signal: AbortSignal,
): Promise<void> {
  const known = embeddedIn(await queryClient.fetchQuery({ ...vectorsQuery(vectorsId), staleTime: 0 }))
  const missing = textsToEmbed(embedding).filter(({ id }) => !known.has(id))
  const batches = Array.from({ length: Math.ceil(missing.length / embedding.batchSize) }, (_, at) =>
    missing.slice(at * embedding.batchSize, (at + 1) * embedding.batchSize),
  )
  const arrive = (count: number) =>
    changeJob(rerun, ({ arrived, ...job }) => ({
      ...job,
      arrived: { ...arrived, [vectorsId]: (arrived[vectorsId] ?? 0) + count },
    }))
  arrive(known.size)
  let failuresInRow = 0
  let lastError: unknown
  const lane = async () => {
    for (let batch = batches.shift(); batch !== undefined && !signal.aborted; batch = batches.shift()) {
      const body = { ...readExtra(model.extra), input: batch.map(({ text }) => model.prefix + text) }
      const textIds = batch.map(({ id }) => id)
      try {
        await embedBatch(
          { id: crypto.randomUUID(), sessionId: rerun.sessionId, endpoint, body, textIds, vectorsId },
          signal,
        )
        failuresInRow = 0
        arrive(textIds.length)
      } catch (error) {
        lastError = error
        if (++failuresInRow >= failuresUntilStop) batches.length = 0
      }
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  if (lastError !== undefined) throw lastError
}

function jobOf({ sessionId }: Rerun): Job | undefined {
  return useEmbedJobs.getState().jobs[sessionId]
}

function changeJob(rerun: Rerun, change: (job: Job) => Job): void {
  const job = jobOf(rerun)
  if (job) setJob(rerun, change(job))
}

function setJob({ sessionId }: Rerun, job: Job): void {
  useEmbedJobs.setState(({ jobs }) => ({ jobs: { ...jobs, [sessionId]: job } }))
}
