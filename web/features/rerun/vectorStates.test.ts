import { expect, it } from 'vitest'
import { encodeVectorFrame } from '../../../server/contract/vectorFrame.ts'
import { finish } from '../../vectors/finish.testing.ts'
import { repeated } from '../../vectors/repeated.ts'
import { compareText } from './vectorStates.ts'

/** One text's vectors: the kept one, then the repeats. */
function verdictOf(...vectors: (number[] | undefined)[]): string {
  const sets = vectors.map((vector) =>
    encodeVectorFrame({
      header: { invocationId: null, textIds: [1], dimensions: [vector?.length ?? 0] },
      values: Float32Array.from(vector ?? []),
    }),
  )
  return compareText(finish(repeated({ textIds: [1], sets, k: 5 })), 0).verdict
}

it('says of a vector what repeats of it can tell', () => {
  const kept = [0.6, 0.8]
  expect(verdictOf(kept, kept, kept)).toBe('same')
  expect(verdictOf(kept, [0.6 + 1e-7, 0.8])).toBe('rounding')
  expect(verdictOf(kept, [0.61, 0.8])).toBe('differs')
  expect(verdictOf(kept, [0.61, 0.8], [0.59, 0.81])).toBe('within')
  expect(verdictOf(kept, [0.8, 0.6], [0.8, 0.6])).toBe('beyond')
  // A model of other dimensions.
  expect(verdictOf(kept, [0.6, 0.8, 0], [0.6, 0.8, 0])).toBe('beyond')
  expect(verdictOf(kept, undefined)).toBe('missing')
  expect(verdictOf(undefined, kept)).toBe('missing')
})
