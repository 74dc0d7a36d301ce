import { isEnded, reduceReply } from '../contract/reply.ts'
import { decodeItem, type RunStreamItem } from '../contract/runStream.ts'
import { FailureError } from '../contract/failure.ts'
import type { Recording } from './recording.ts'
import type { Pane, Run } from './run.ts'
import type { InvocationRecorder } from './target.ts'

/** What of a run goes to the recorder, and when. */
export interface RunRecord {
  begin(run: Run, pane: Pane): void
  /** The items of one frame: the same that the readers get make the reply that is saved. */
  take(run: Run, items: RunStreamItem[]): void
  end(pane: Pane, recording: Recording): void
}

interface Dependencies {
  recorder: InvocationRecorder
  now: () => Date
  msBetweenSaves: number
}

export function createRunRecord({ recorder, now, msBetweenSaves }: Dependencies): RunRecord {
  function save(run: Run): void {
    run.saveTimer = undefined
    for (const pane of run.panes) {
      if (!pane.isUnsaved || pane.hasEnded) continue
      pane.isUnsaved = false
      recorder.progress(pane.id, pane.reply)
    }
  }

  return {
    begin(run, pane) {
      const served = pane.target instanceof FailureError ? undefined : pane.target.served
      recorder.begin({
        id: pane.id,
        runId: run.id,
        sessionId: run.sessionId,
        endpoint: pane.request.endpoint,
        model: served?.model ?? '',
        servedModel: served?.name ?? '',
        providerLabel: served?.providerLabel ?? '',
        task: pane.task,
        startedAt: now().toISOString(),
        requestBody: pane.request.text?.written ?? pane.request.body,
      })
    },
    take(run, items) {
      for (const item of items) {
        const decoded = decodeItem(item)
        const pane = decoded === undefined ? undefined : run.panes[decoded.index]
        if (decoded === undefined || pane === undefined) continue
        pane.reply = reduceReply(pane.reply, decoded.event)
        pane.isUnsaved = !isEnded(pane.reply.status)
      }
      if (!run.hasEnded) run.saveTimer ??= setTimeout(() => save(run), msBetweenSaves)
    },
    end(pane, { request, response, events, eventsOmitted, body }) {
      recorder.end(pane.id, { reply: pane.reply, request, response, events, eventsOmitted, body })
      pane.isUnsaved = false
    },
  }
}
