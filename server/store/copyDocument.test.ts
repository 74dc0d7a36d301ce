import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { completeDocumentSchema } from '../contract/completeDocument.ts'
import { copyDocument, invocationIdsOf } from './copyDocument.ts'

describe('a copied completion', () => {
  const [typed, grown, growing, pane, ended, live] = Array.from({ length: 6 }, () => randomUUID())
  const document = completeDocumentSchema.parse({
    page: 'complete',
    panes: [{ id: pane, endpoint: 'gpt', hue: 0 }],
    parameters: { n: 2, logit_bias: '{' },
    fillsIn: false,
    edits: [
      { id: typed, parent: null, at: 0, removed: 0, inserted: 'Once' },
      {
        id: grown,
        parent: typed,
        at: 4,
        removed: 0,
        inserted: ' upon',
        from: { invocationId: ended, choice: 0, hue: 0 },
      },
      { id: growing, parent: grown, at: 9, removed: 0, from: { invocationId: live, choice: 0, hue: 0 } },
    ],
    current: growing,
    visited: { root: typed },
    sends: [
      {
        id: randomUUID(),
        kind: 'continue',
        edit: typed,
        caret: 4,
        hasSuffix: false,
        echoes: false,
        asksProbabilities: true,
        invocations: { [pane ?? '']: [ended, live] },
      },
    ],
  })

  it('has the text and its history, and shares the answers that have ended', () => {
    const copy = completeDocumentSchema.parse(
      copyDocument(document, { newId: randomUUID, isEnded: (id) => id === ended }),
    )
    expect(copy.edits.map(({ inserted }) => inserted)).toEqual(['Once', ' upon', ''])
    expect(copy.edits.map(({ from }) => from?.invocationId)).toEqual([undefined, ended, undefined])
    expect(copy.sends[0]?.invocations).toEqual({ [pane ?? '']: [ended] })
    expect(invocationIdsOf(copy)).toEqual([ended])
  })

  it('names every invocation once', () => {
    expect(invocationIdsOf(document)).toEqual([ended, live])
  })
})
