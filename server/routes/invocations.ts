import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { FailureError } from '../contract/failure.ts'
import type { Invocation } from '../contract/invocation.ts'
import {
  invocationCountSchema,
  invocationDeleteSchema,
  invocationExportSchema,
  invocationListSchema,
  recordingSettingsSchema,
  type InvocationChoices,
  type InvocationPage,
  type InvocationsDeleted,
  type RecordingState,
} from '../contract/invocationList.ts'
import { idSchema } from '../contract/run.ts'
import type { Database } from '../store/database.ts'
import { invocationPieces } from '../store/exportInvocations.ts'
import type { InvocationKeeper } from '../store/invocationKeeper.ts'
import { countInvocations, invocationChoices, listInvocations } from '../store/invocationList.ts'
import { readInvocation } from '../store/invocations.ts'
import { deleteInvocations, recordedBytes } from '../store/purgeInvocations.ts'
import type { Recorder } from '../store/recorder.ts'
import type { RecordingPolicy } from '../store/recordingPolicy.ts'
import { exportBytes, exportTypes } from './export/exportInvocations.ts'

interface Deps {
  database: Database
  recorder: Recorder
  recordingPolicy: RecordingPolicy
  keeper: InvocationKeeper
  now: () => Date
}

export function invocationRoutes(
  app: FastifyInstance,
  { database, recorder, recordingPolicy, keeper, now }: Deps,
): void {
  app.get('/api/invocations', ({ query }): Promise<InvocationPage> =>
    listInvocations(database, invocationListSchema.parse(query)),
  )

  app.get('/api/invocations/count', async ({ query }): Promise<{ count: number }> => ({
    count: await countInvocations(database, invocationCountSchema.parse(query)),
  }))

  app.get('/api/invocations/choices', (): Promise<InvocationChoices> => invocationChoices(database))

  app.get('/api/invocations/export', ({ query }, reply) => {
    const { format, ...filter } = invocationExportSchema.parse(query)
    const moment = now().toISOString().slice(0, 19).replaceAll(':', '-')
    return reply
      .header('content-type', exportTypes[format])
      .header('content-disposition', `attachment; filename="invocations-${moment}.${format}"`)
      .send(Readable.from(exportBytes(invocationPieces(database, filter), format), { objectMode: false }))
  })

  app.delete('/api/invocations', ({ body }): Promise<InvocationsDeleted> =>
    deleteInvocations(database, invocationDeleteSchema.parse(body)),
  )

  const state = async (): Promise<RecordingState> => {
    const { bytes, invocations } = await recordedBytes(database)
    return { ...recordingPolicy.settings(), invocations, megabytes: bytes / 1_000_000 }
  }

  app.get('/api/invocations/settings', state)

  /** Answers when what the new settings do not allow is deleted. */
  app.put('/api/invocations/settings', async ({ body }) => {
    await recordingPolicy.change(recordingSettingsSchema.parse(body))
    await keeper.purge()
    return state()
  })

  app.get<{ Params: { id: string } }>('/api/invocations/:id', async ({ params }): Promise<Invocation> => {
    const id = idSchema.safeParse(params.id).data
    const invocation = id === undefined ? undefined : (recorder.unsaved(id) ?? (await readInvocation(database, id)))
    if (invocation === undefined)
      throw new FailureError({ kind: 'not-found', message: 'There is no such invocation.', isRetryable: false })
    return invocation
  })
}
