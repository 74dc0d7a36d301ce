import type { EmbedDocument, EmbedModel } from '../../../server/contract/embedDocument.ts'
import { maxEmbedModels } from '../../../server/contract/limits.ts'
import { showToast } from '../../ui/Toast.tsx'
import { newModel } from './firstDocument.ts'
import { stopModel } from './embedding.ts'
import { forgetVectors } from './takeVectors.ts'
import { changeDocument, type Workbench } from './workbench.ts'

const newId = () => crypto.randomUUID()

export function addModel(workbench: Workbench, model?: Partial<EmbedModel>): EmbedModel | undefined {
  const { models } = workbench.store.getState().document
  if (models.length >= maxEmbedModels) {
    showToast({ message: `A page compares ${maxEmbedModels} models, one for each colour. Remove one first.` })
    return undefined
  }
  const taken = new Set(models.map(({ hue }) => hue))
  const hue = Array.from({ length: maxEmbedModels }, (_, at) => at).find((at) => !taken.has(at)) ?? 0
  const added: EmbedModel = { ...newModel(newId, null, hue), ...model }
  changeDocument(workbench, (document) => ({ ...document, models: [...document.models, added] }), 'at once')
  return added
}

/** What changes the vectors themselves begins a new set; what only changes how they are looked at keeps it. */
export function changeModel(workbench: Workbench, id: string, change: Partial<EmbedModel>): void {
  const isOther = 'endpoint' in change || 'prefix' in change || 'extra' in change
  if (isOther) leaveVectors(workbench, id)
  changeDocument(workbench, (document) => ({
    ...document,
    models: document.models.map((model) =>
      model.id === id ? { ...model, ...change, ...(isOther && { vectorsId: newId() }) } : model,
    ),
  }))
  if (isOther) workbench.store.setState(({ jobs }) => ({ jobs: without(jobs, id) }))
}

export function removeModel(workbench: Workbench, id: string): void {
  leaveVectors(workbench, id)
  workbench.store.setState(({ jobs }) => ({ jobs: without(jobs, id) }))
  changeDocument(
    workbench,
    (document) => ({ ...document, models: document.models.filter((model) => model.id !== id) }),
    'at once',
  )
}

/** The one whose figures are shown: the chosen one, else the first. */
export function activeModel(document: EmbedDocument, activeModelId: string | undefined): EmbedModel | undefined {
  return document.models.find(({ id }) => id === activeModelId) ?? document.models[0]
}

/** As people call it: the endpoint, or the file it came from. */
export function modelName({ endpoint, file }: Pick<EmbedModel, 'endpoint' | 'file'>): string {
  return endpoint ?? file ?? 'No endpoint'
}

function leaveVectors(workbench: Workbench, id: string): void {
  stopModel(workbench, id)
  const model = workbench.store.getState().document.models.find((one) => one.id === id)
  if (model) forgetVectors(workbench, [model.vectorsId])
}

function without<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key))
}
