import { maxFileLineBytes } from '../contract/limits.ts'
import type { FileInvocation } from '../contract/sessionFile.ts'
import type { StoredInvocation } from '../store/storedInvocation.ts'
import { bare } from './sessionFile.ts'

/** A line in pieces: joined, each would be copied once more. */
export type Line = Uint8Array[]

/** Of an invocation that is not in the store yet. Undefined: it is too long. */
export function unsavedLine({ requestBody, reply, events, body, ...rest }: FileInvocation): Line | undefined {
  const bytes = (value: unknown) => Buffer.from(JSON.stringify(value))
  const json = { requestBody: bytes(requestBody), reply: bytes(reply), events: bytes(events), body: bytes(body) }
  return invocationLine({ ...rest, json })
}

/** Undefined: it is too long, even without what it was made of. */
export function invocationLine(invocation: StoredInvocation): Line | undefined {
  const whole = piecesOf(invocation)
  if (isModest(whole)) return whole
  const { requestBody, reply } = invocation.json
  const short = piecesOf({
    ...invocation,
    request: null,
    remark: 'The request as it was sent, its events and body are too long for a file.',
    json: { requestBody, reply, events: Buffer.from('[]'), body: Buffer.from('null') },
  })
  return isModest(short) ? short : undefined
}

function isModest(line: Line): boolean {
  return line.reduce((sum, piece) => sum + piece.byteLength, 0) <= maxFileLineBytes
}

/** Member by member: what is not named here never leaves. */
function piecesOf({ json, ...one }: StoredInvocation): Line {
  const head = {
    type: 'invocation',
    id: one.id,
    runId: one.runId,
    endpoint: one.endpoint,
    model: one.model,
    servedModel: one.servedModel,
    providerLabel: one.providerLabel,
    task: one.task,
    startedAt: one.startedAt,
    request: one.request && bare(one.request),
    response: one.response && bare(one.response),
    eventsOmitted: one.eventsOmitted,
    remark: one.remark,
  }
  return [
    Buffer.from(`${JSON.stringify(head).slice(0, -1)},"requestBody":`),
    json.requestBody,
    Buffer.from(',"reply":'),
    json.reply,
    Buffer.from(',"events":'),
    json.events,
    Buffer.from(',"body":'),
    json.body,
    Buffer.from('}\n'),
  ]
}
