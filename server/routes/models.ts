import type { FastifyInstance } from 'fastify'
import { FailureError } from '../contract/failure.ts'
import type { LocalModel } from '../contract/localModel.ts'

/** What the local models' room offers, as far as these routes need it. */
export interface ModelsAtHand {
  list(): LocalModel[]
  fetch(name: string): void
  cancel(name: string): void | Promise<void>
  rescan(): void | Promise<void>
}

type WithName = { Params: { name: string } }

/** Each answers the whole list as it is now: the page shows it at once. */
export function modelRoutes(app: FastifyInstance, { models }: { models: ModelsAtHand }): void {
  app.get('/api/models', (): LocalModel[] => models.list())

  app.post<WithName>('/api/models/:name/fetch', ({ params }): LocalModel[] => {
    models.fetch(known(models, params.name))
    return models.list()
  })

  app.post<WithName>('/api/models/:name/cancel', async ({ params }): Promise<LocalModel[]> => {
    await models.cancel(known(models, params.name))
    return models.list()
  })

  app.post('/api/models/rescan', async (): Promise<LocalModel[]> => {
    await models.rescan()
    return models.list()
  })
}

function known(models: ModelsAtHand, name: string): string {
  if (models.list().some((model) => model.name === name)) return name
  throw new FailureError({ kind: 'not-found', message: `There is no model named ${name}.`, isRetryable: false })
}
