import { useQueries } from '@tanstack/react-query'
import type { RerunEmbedding, RerunPane } from '../../../server/contract/rerunDocument.ts'
import { callAnalysis } from '../../vectors/callAnalysis.ts'
import type { Repeated } from '../../vectors/repeated.ts'
import { embeddedIn, textsToEmbed, vectorsQuery } from './embedding.ts'
import { useRerunState } from './rerun.ts'
import { isFirstOdd, spreadOf, type Spread } from './spread.ts'

/** One text by one model: its kept vector against the new ones. */
export interface VectorComparison {
  verdict: 'same' | 'rounding' | 'differs' | 'within' | 'beyond' | 'missing'
  /** Of the kept vector to each repeat; absent where they differ in length. */
  cosine?: Spread
  /** How many repeats are the kept vector number by number, of how many. */
  same: number
  repeats: number
  /** Most of its nearest texts that are others in one of the repeats. */
  moved: number | undefined
}

/** A model with what is known of its vectors. */
export interface ModelState {
  model: RerunEmbedding['models'][number]
  pane: RerunPane | undefined
  /** New vectors that have been read, by set. */
  ended: Record<string, number>
  /** By position of the text; undefined until it is worked out, or while nothing new is there. */
  comparisons: VectorComparison[] | undefined
  /** Nearest texts that were compared; 0: none. */
  k: number
  error: Error | null
}

/** Every model, as its vectors come in. */
export function useModelStates(embedding: RerunEmbedding): ModelState[] {
  const panes = useRerunState((state) => state.document.panes)
  const textIds = textsToEmbed(embedding).map(({ id }) => id)
  const ids = embedding.models.flatMap(({ kept, repeats }) => [kept, ...repeats])
  const sets = useQueries({ queries: ids.map((id) => vectorsQuery(id)) })
  const byId = new Map(ids.map((id, index) => [id, sets[index]]))
  const inputs = embedding.models.map((model) => {
    const own = [model.kept, ...model.repeats].flatMap((id) => {
      const set = byId.get(id)
      return set?.data === undefined || set.data.length === 0 ? [] : [{ id, bytes: set.data, at: set.dataUpdatedAt }]
    })
    return { model, own, isThere: own[0]?.id === model.kept && own.length > 1 }
  })
  const analyses = useQueries({
    queries: inputs.map(({ own, isThere }) => ({
      queryKey: ['repeated', own.map(({ id, at }) => `${id} ${at}`), textIds.length],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        callAnalysis('repeated', { textIds, sets: own.map(({ bytes }) => bytes), k: embedding.neighbours }, { signal }),
      enabled: isThere,
      staleTime: Infinity,
      gcTime: 30_000,
      retry: false,
      structuralSharing: false,
      networkMode: 'always' as const,
    })),
  })
  return inputs.map(({ model, own }, index) => {
    const found = analyses[index]?.data
    return {
      model,
      pane: panes.find(({ id }) => id === model.paneId),
      ended: Object.fromEntries(own.map(({ id, bytes }) => [id, embeddedIn(bytes).size])),
      comparisons: found && comparisonsOf(found, textIds.length),
      k: found?.k ?? 0,
      error: analyses[index]?.error ?? byId.get(model.kept)?.error ?? null,
    }
  })
}

const worked = new WeakMap<Repeated, VectorComparison[]>()

function comparisonsOf(found: Repeated, texts: number): VectorComparison[] {
  const known = worked.get(found)
  if (known) return known
  const made = Array.from({ length: texts }, (_, text) => compareText(found, text))
  worked.set(found, made)
  return made
}

/**
 * Relative distance that is taken for rounding: float32 keeps seven digits, and a model sums some thousands of products in
 * whichever order its batch has.
 */
const rounding = 1e-5

export function compareText({ cosines, apart, isSame, moved, sets }: Repeated, text: number): VectorComparison {
  const at = (one: number, other: number) => cosines[(text * sets + one) * sets + other] ?? NaN
  // Another length is as far as can be.
  const distance = (one: number, other: number) => {
    const found = apart[(text * sets + one) * sets + other] ?? NaN
    return Number.isNaN(found) ? 2 : found
  }
  const there = Array.from({ length: sets }, (_, set) => set).filter((set) => !Number.isNaN(at(set, set)))
  const repeats = there.filter((set) => set > 0)
  const same = repeats.filter((set) => isSame[text * sets + set] === 1).length
  const known = repeats.map((set) => moved[text * sets + set] ?? -1).filter((count) => count >= 0)
  const others = { same, repeats: repeats.length, moved: known.length === 0 ? undefined : Math.max(...known) }
  if (there[0] !== 0 || repeats.length === 0) return { verdict: 'missing', ...others }
  const cosine = spreadOf(repeats.map((set) => at(0, set)).filter((value) => !Number.isNaN(value)))
  const verdict =
    same === repeats.length
      ? 'same'
      : repeats.every((set) => distance(0, set) <= rounding)
        ? 'rounding'
        : repeats.length < 2
          ? 'differs'
          : isFirstOdd(there.map((one) => there.map((other) => (one === other ? 0 : distance(one, other)))))
            ? 'beyond'
            : 'within'
  return { verdict, ...(cosine && { cosine }), ...others }
}
