import type { FastifyInstance } from 'fastify'
import { FailureError } from '../contract/failure.ts'
import type { Invocation } from '../contract/invocation.ts'
import { idSchema } from '../contract/run.ts'
import type { Database } from '../store/database.ts'
import { readInvocation } from '../store/invocations.ts'
import type { Recorder } from '../store/recorder.ts'

export function invocationRoutes(
  app: FastifyInstance,
  { database, recorder }: { database: Database; recorder: Recorder },
): void {
  app.get<{ Params: { id: string } }>('/api/invocations/:id', async ({ params }): Promise<Invocation> => {
    const id = idSchema.safeParse(params.id).data
    const invocation = id === undefined ? undefined : (recorder.unsaved(id) ?? (await readInvocation(database, id)))
    if (invocation === undefined)
      throw new FailureError({ kind: 'not-found', message: 'There is no such invocation.', isRetryable: false })
    return invocation
  })
}
