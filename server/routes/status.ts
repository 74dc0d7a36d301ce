import type { FastifyInstance } from 'fastify'
import type { Status } from '../contract/status.ts'
import type { Recorder } from '../store/recorder.ts'

export function statusRoutes(
  app: FastifyInstance,
  { recorder, version }: { recorder: Recorder; version: string },
): void {
  app.get('/api/status', (): Status => {
    const saving = recorder.saving()
    return { version, saving: saving.type === 'ok' ? 'ok' : { failed: saving.reason } }
  })
}
