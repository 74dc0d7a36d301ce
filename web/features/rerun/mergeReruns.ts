import type { RerunDocument, RerunEmbedding, RerunRequest } from '../../../server/contract/rerunDocument.ts'
import { mergeFields, mergeLists, pick } from '../../models/session/merge.ts'

/** What was kept never changes, and repeats are only added: those of both sides stay. */
export function mergeReruns(base: RerunDocument, mine: RerunDocument, theirs: RerunDocument): RerunDocument {
  const embedding = mine.embedding && mergeEmbeddings(base.embedding, mine.embedding, theirs.embedding)
  return {
    ...mergeFields(base, mine, theirs),
    requests: mergeLists(base.requests, mine.requests, theirs.requests, mergeRequest),
    ...(embedding && { embedding }),
  }
}

function mergeRequest(base: RerunRequest, mine: RerunRequest, theirs: RerunRequest): RerunRequest {
  return { ...pick(base, mine, theirs), repeats: mergeIds(base.repeats, mine.repeats, theirs.repeats) }
}

function mergeEmbeddings(
  base: RerunEmbedding | undefined,
  mine: RerunEmbedding,
  theirs: RerunEmbedding | undefined,
): RerunEmbedding {
  const repeatsIn = (side: RerunEmbedding | undefined, paneId: string) =>
    side?.models.find((model) => model.paneId === paneId)?.repeats ?? []
  const models = mine.models.map((model) => ({
    ...model,
    repeats: mergeIds(repeatsIn(base, model.paneId), model.repeats, repeatsIn(theirs, model.paneId)),
  }))
  return { ...mine, models }
}

function mergeIds(base: string[], mine: string[], theirs: string[]): string[] {
  return mergeLists(asRows(base), asRows(mine), asRows(theirs), (row) => row).map(({ id }) => id)
}

const asRows = (ids: string[]) => ids.map((id) => ({ id }))
