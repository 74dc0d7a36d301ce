import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addEdit,
  changeBetween,
  childrenOf,
  emptyTree,
  goTo,
  redo,
  textAt,
  typed,
  undo,
  type EditTree,
} from './editTree.ts'
import { piecesAt } from './pieces.ts'

const type = (tree: EditTree, id: string, at: number, removed: number, inserted: string, isBurst = false) =>
  typed(tree, { at, removed, inserted }, { id, isBurst })
const shown = (tree: EditTree) => textAt(tree, tree.current)

describe('the tree of edits', () => {
  it('undoes to the parent and redoes the way visited last', () => {
    let tree = type(emptyTree, 'a', 0, 0, 'The sea')
    tree = type(tree, 'b', 7, 0, ' is calm')
    tree = type(undo(tree), 'c', 7, 0, ' is wild')
    expect(shown(tree)).toBe('The sea is wild')
    expect(shown(undo(tree))).toBe('The sea')
    expect(shown(redo(undo(tree)))).toBe('The sea is wild')
    tree = goTo(tree, 'b')
    expect(shown(tree)).toBe('The sea is calm')
    expect(shown(redo(undo(tree)))).toBe('The sea is calm')
    expect(childrenOf(tree, 'a').map(({ id }) => id)).toEqual(['b', 'c'])
    expect(shown(undo(undo(undo(tree))))).toBe('')
    expect(shown(redo(redo(undo(undo(undo(tree))))))).toBe('The sea is calm')
  })

  it('joins a burst of typing, and nothing that was written by a model or has something on it', () => {
    let tree = type(emptyTree, 'a', 0, 0, 'S')
    tree = type(tree, 'b', 1, 0, 'e', true)
    expect(tree.edits).toHaveLength(1)
    tree = addEdit(tree, { id: 'm', at: 2, removed: 0, inserted: 'a.', from: { invocationId: 'i', choice: 0, hue: 0 } })
    tree = type(tree, 'c', 4, 0, '!', true)
    expect(tree.edits.map(({ id }) => id)).toEqual(['a', 'm', 'c'])
    const before = type(goTo(tree, 'a'), 'd', 2, 0, '?', true)
    expect(shown(before)).toBe('Se?')
    expect(shown(goTo(before, 'c'))).toBe('Sea.!')
  })

  it('shows text that arrives, and what was typed before it stays', () => {
    const tree = addEdit(type(emptyTree, 'a', 0, 0, 'ab'), {
      id: 'm',
      at: 1,
      removed: 0,
      from: { invocationId: 'i', choice: 0, hue: 3 },
    })
    expect(textAt(tree, 'm', () => 'XY')).toBe('aXYb')
    expect(piecesAt(tree, 'm', () => 'XY').map(({ edit, from, to }) => [edit.id, from, to])).toEqual([
      ['a', 0, 1],
      ['m', 1, 3],
      ['a', 3, 4],
    ])
  })

  const edit = fc.record({
    at: fc.nat(1000),
    removed: fc.nat(1000),
    inserted: fc.string({ maxLength: 6 }),
    isBurst: fc.boolean(),
  })
  it('holds exactly the text that was typed, burst or not, and knows where each part came from', () => {
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 90 }), (edits) => {
        let tree: EditTree = emptyTree
        let text = ''
        const texts = new Map<string | null, string>()
        edits.forEach((wanted, index) => {
          const at = Math.min(wanted.at % 12, text.length)
          const removed = Math.min(wanted.removed % 5, text.length - at)
          text = text.slice(0, at) + wanted.inserted + text.slice(at + removed)
          tree = type(tree, `e${index}`, at, removed, wanted.inserted, wanted.isBurst)
          expect(shown(tree)).toBe(text)
          texts.set(tree.current, text)
        })
        // Wherever one goes from here, and in whichever order.
        for (const [id, known] of [...texts].toReversed()) expect(textAt(tree, id)).toBe(known)
        const pieces = piecesAt(tree, tree.current)
        const joined = pieces.map(({ edit: { inserted = '' }, start, length }) => inserted.slice(start, start + length))
        expect(joined.join('')).toBe(text)
        expect(pieces.at(-1)?.to ?? 0).toBe(text.length)
      }),
    )
  })

  it('finds the change between two texts', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const change = changeBetween(before, after)
        const { at, removed, inserted } = change ?? { at: 0, removed: 0, inserted: '' }
        expect(before.slice(0, at) + inserted + before.slice(at + removed)).toBe(after)
      }),
    )
    expect(changeBetween('aab', 'aaab')).toEqual({ at: 2, removed: 0, inserted: 'a' })
  })
})
