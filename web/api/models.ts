import type { LocalModel } from '../../server/contract/localModel.ts'
import { modelsQuery } from './queries.ts'
import { queryClient } from './queryClient.ts'
import { request } from './request.ts'

/** Fetches a local model, the first time or again; asking for it accepts its licence. */
export function fetchModel(name: string): Promise<void> {
  return change(`/api/models/${encodeURIComponent(name)}/fetch`)
}

export function cancelModel(name: string): Promise<void> {
  return change(`/api/models/${encodeURIComponent(name)}/cancel`)
}

/** Looks again at the models folder. */
export function rescanModels(): Promise<void> {
  return change('/api/models/rescan')
}

async function change(path: string): Promise<void> {
  queryClient.setQueryData(modelsQuery.queryKey, await request<LocalModel[]>(path, { method: 'POST' }))
  await queryClient.invalidateQueries({ queryKey: ['endpoints'] })
}
