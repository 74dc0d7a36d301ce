import type { Session, SessionDocument } from '../contract/session.ts'
import type { FileInvocation, SessionFile } from '../contract/sessionFile.ts'
import { FailureError } from '../contract/failure.ts'
import { sessionFileFormat, sessionFileVersion } from '../contract/sessionFile.ts'
import { invocationIdsOf } from '../store/copyDocument.ts'
import { vectorsOf, type SessionParts } from './sessionFile.ts'
import { shownAttemptOf } from './sessionView.ts'

/** More is no page that anybody reads. */
export const maxSharedBytes = 32 * 1024 * 1024

/**
 * Of a session what its page shows, without what crossed the wire: of a reply that came in a million events only its text is
 * ever in memory. Throws where it is too much for a page.
 */
export async function readShownFile(session: Session, parts: SessionParts, now: Date): Promise<SessionFile> {
  const invocations: FileInvocation[] = []
  let characters = 0
  for (const id of shownIdsOf(session.document)) {
    const invocation = await parts.invocation(id)
    if (invocation === undefined) continue
    const one: FileInvocation = {
      id,
      runId: id,
      endpoint: invocation.endpoint,
      model: invocation.model,
      servedModel: invocation.servedModel,
      providerLabel: invocation.providerLabel,
      task: invocation.task,
      startedAt: invocation.startedAt,
      requestBody: session.document.page === 'compare' ? '{}' : invocation.requestBody,
      request: null,
      response: null,
      reply: invocation.reply,
      events: [],
      eventsOmitted: 0,
      body: session.document.page === 'query' ? invocation.body : null,
      remark: null,
    }
    characters += one.requestBody.length + (one.body?.length ?? 0)
    for (const { text, reasoning } of one.reply.choices) characters += text.length + reasoning.length
    if (characters > maxSharedBytes) throw tooLargeToShare()
    invocations.push(one)
  }
  const { title, createdAt, updatedAt, document } = session
  return {
    format: sessionFileFormat,
    version: sessionFileVersion,
    exportedAt: now.toISOString(),
    session: { title, createdAt, updatedAt, document },
    invocations,
    vectors: await vectorsOf(session, parts, []),
    leftOut: [],
  }
}

function shownIdsOf(document: SessionDocument): Set<string> {
  if (document.page !== 'compare') return new Set(invocationIdsOf(document))
  return new Set(document.turns.flatMap((turn) => document.panes.flatMap(({ id }) => shownAttemptOf(turn, id) ?? [])))
}

export function tooLargeToShare(): FailureError {
  const message = 'What would be shared is larger than 32 MB. Export it as a file instead.'
  return new FailureError({ kind: 'too-large', message, isRetryable: false })
}
