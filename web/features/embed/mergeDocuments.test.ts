import { describe, expect, it } from 'vitest'
import type { EmbedDocument } from '../../../server/contract/embedDocument.ts'
import { emptyDocument, newModel } from './firstDocument.ts'
import { mergeDocuments } from './mergeDocuments.ts'

let lastId = 0
const model = newModel(() => `id-${++lastId}`, 'near', 0)
const titled = (document: Partial<EmbedDocument>, title = 'T') => ({
  title,
  document: {
    ...emptyDocument,
    models: [model],
    texts: [
      { id: 1, text: 'one' },
      { id: 2, text: 'two' },
    ],
    ...document,
  },
})
const merged = (mine: Partial<EmbedDocument>, theirs: Partial<EmbedDocument>) =>
  mergeDocuments(titled({}), titled(mine), titled(theirs)).document

describe('mergeDocuments', () => {
  it('has the texts that either side added, and not those that one took away', () => {
    const one = { id: 1, text: 'one' }
    const { texts } = merged(
      { texts: [one, { id: 2, text: 'two' }, { id: 3, text: 'mine' }] },
      { texts: [one, { id: 4, text: 'theirs' }] },
    )
    expect(texts.map(({ text }) => text).toSorted()).toEqual(['mine', 'one', 'theirs'])
  })

  it('has both labels and settings where the sides changed different things', () => {
    const labelled = [
      { id: 1, text: 'one', label: 'x' },
      { id: 2, text: 'two' },
    ]
    const document = merged({ texts: labelled, metric: 'dot' }, { neighbours: 9, models: [{ ...model, cut: 8 }] })
    expect(document).toMatchObject({ texts: labelled, metric: 'dot', neighbours: 9, models: [{ cut: 8 }] })
  })

  it('keeps ten thousand texts in reasonable time', () => {
    const texts = Array.from({ length: 9_999 }, (_, id) => ({ id, text: `text ${id}` }))
    const side = titled({ texts })
    expect(
      mergeDocuments(side, titled({ texts: [...texts, { id: 99_999, text: 'new' }] }), side).document.texts,
    ).toHaveLength(10_000)
  })
})
