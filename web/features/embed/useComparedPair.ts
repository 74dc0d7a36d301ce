import { create } from 'zustand'
import type { EmbedModel } from '../../../server/contract/embedDocument.ts'

/** Which two of several models are compared; looked at, not saved. */
const useChoice = create<{ one: string | undefined; other: string | undefined }>(() => ({
  one: undefined,
  other: undefined,
}))

/** The chosen two, else the first two. There are at least two. */
export function useComparedPair(models: EmbedModel[]): [EmbedModel, EmbedModel] {
  const choice = useChoice()
  const find = (id: string | undefined) => models.find((model) => model.id === id)
  const one = find(choice.one) ?? models[0]
  const other = find(choice.other) ?? models.find((model) => model !== one)
  if (!one || !other) throw new RangeError('Two models are compared.')
  return [one, other === one ? (models.find((model) => model !== one) ?? other) : other]
}

export function chooseCompared(which: 'one' | 'other', modelId: string): void {
  useChoice.setState((choice) => {
    const twin = which === 'one' ? 'other' : 'one'
    // Choosing the model that stands on the other side changes the sides.
    return choice[twin] === modelId ? { [which]: modelId, [twin]: choice[which] } : { [which]: modelId }
  })
}
