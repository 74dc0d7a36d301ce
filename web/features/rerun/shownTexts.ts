import type { ModelState, VectorComparison } from './vectorStates.ts'

export type VectorFilter = 'all' | 'numbers' | 'beyond' | 'moved'

export interface ShownText {
  state: ModelState
  /** Position of the text. */
  index: number
}

/** The texts a filter lets through, model after model: 10,000 by 8 models, of which only those in view become rows. */
export interface ShownTexts {
  count: number
  at(place: number): ShownText | undefined
  /** −1: not among them. */
  placeOf(paneId: string, index: number): number
}

export function shownTexts(states: readonly ModelState[], texts: number, filter: VectorFilter): ShownTexts {
  const lists = states.map(({ comparisons }) => positions(comparisons, texts, filter))
  return {
    count: lists.reduce((sum, list) => sum + list.length, 0),
    at(place) {
      let start = 0
      for (const [model, list] of lists.entries()) {
        const index = list[place - start]
        const state = states[model]
        if (state && index !== undefined) return { state, index }
        start += list.length
      }
      return undefined
    },
    placeOf(paneId, index) {
      let start = 0
      for (const [model, list] of lists.entries()) {
        const found = states[model]?.model.paneId === paneId ? list.indexOf(index) : -1
        if (found >= 0) return start + found
        start += list.length
      }
      return -1
    },
  }
}

const known = new WeakMap<readonly VectorComparison[], Map<VectorFilter, Int32Array>>()

function positions(comparisons: VectorComparison[] | undefined, texts: number, filter: VectorFilter): Int32Array {
  const every = () => Int32Array.from({ length: texts }, (_, index) => index)
  if (comparisons === undefined) return filter === 'all' ? every() : new Int32Array()
  const byFilter = known.get(comparisons) ?? new Map<VectorFilter, Int32Array>()
  known.set(comparisons, byFilter)
  const list =
    byFilter.get(filter) ??
    every().filter((index) => {
      const comparison = comparisons[index]
      return comparison !== undefined && passes(filter, comparison)
    })
  byFilter.set(filter, list)
  return list
}

function passes(filter: VectorFilter, { verdict, moved }: VectorComparison): boolean {
  switch (filter) {
    case 'all':
      return true
    case 'numbers':
      return verdict === 'differs' || verdict === 'within' || verdict === 'beyond'
    case 'beyond':
      return verdict === 'beyond'
    case 'moved':
      return (moved ?? 0) > 0
  }
}
