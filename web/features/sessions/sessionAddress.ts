import type { SessionRow } from '../../../server/contract/session.ts'

/** Of a session; one found by an answer is opened at that answer, where the page can. */
export function sessionAddress({ id, match }: SessionRow) {
  return { params: { sessionId: id }, ...(match?.invocationId !== undefined && { hash: `at=${match.invocationId}` }) }
}
