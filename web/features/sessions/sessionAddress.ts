import type { SessionRow } from '../../../server/contract/session.ts'

/** Of a session; one found by an answer or a prompt is opened there, where the page can. */
export function sessionAddress({ id, match }: SessionRow) {
  const at = match?.invocationId ?? match?.turnId
  return { params: { sessionId: id }, ...(at !== undefined && { hash: `at=${at}` }) }
}
