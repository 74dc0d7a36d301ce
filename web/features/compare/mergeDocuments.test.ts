import { describe, expect, it } from 'vitest'
import type { CompareDocument, Turn } from '../../../server/contract/session.ts'
import { emptyDocument, newPane } from './firstDocument.ts'
import { mergeDocuments } from './mergeDocuments.ts'

const pane = (id: string) => newPane(id, 'model', 0)
const turn = (id: string, attempts: Turn['attempts']): Turn => ({ id, prompt: `prompt ${id}`, attempts })
const base: CompareDocument = { ...emptyDocument, panes: [pane('a'), pane('b')], turns: [turn('1', { a: ['x'] })] }

function merge(mine: Partial<CompareDocument>, theirs: Partial<CompareDocument>): CompareDocument {
  const titled = (document: CompareDocument) => ({ title: 'T', document })
  return mergeDocuments(titled(base), titled({ ...base, ...mine }), titled({ ...base, ...theirs })).document
}
const ids = (list: { id: string }[]) => list.map(({ id }) => id)

describe('merging two tabs', () => {
  it('keeps what either side added', () => {
    const merged = merge(
      { panes: [...base.panes, pane('mine')], turns: [...base.turns, turn('2', { a: ['m'] })] },
      { panes: [...base.panes, pane('theirs')], turns: [...base.turns, turn('3', { b: ['t'] })] },
    )
    expect(ids(merged.panes).sort()).toEqual(['a', 'b', 'mine', 'theirs'])
    expect(ids(merged.turns).sort()).toEqual(['1', '2', '3'])
  })

  it('keeps both attempts at the same reply', () => {
    const merged = merge({ turns: [turn('1', { a: ['x', 'm'] })] }, { turns: [turn('1', { a: ['x', 't'], b: ['y'] })] })
    expect(merged.turns[0]?.attempts).toEqual({ a: ['x', 't', 'm'], b: ['y'] })
  })

  it('takes away what one side took away and the other left alone', () => {
    expect(ids(merge({ panes: [pane('a')] }, {}).panes)).toEqual(['a'])
    expect(ids(merge({}, { panes: [pane('a')] }).panes)).toEqual(['a'])
  })

  it('keeps what one side changed although the other took it away', () => {
    const changed = { ...pane('b'), endpoint: 'other' }
    expect(merge({ panes: [pane('a')] }, { panes: [pane('a'), changed] }).panes[1]).toEqual(changed)
  })

  it('takes the side that changed a field, and ours where both did', () => {
    expect(merge({}, { draft: 'theirs' }).draft).toBe('theirs')
    expect(merge({ draft: 'mine' }, {}).draft).toBe('mine')
    expect(merge({ draft: 'mine' }, { draft: 'theirs' }).draft).toBe('mine')
    const shared = (temperature: number) => ({ settings: { systemPrompt: '', parameters: { temperature } } })
    expect(merge(shared(0.1), shared(0.9)).settings.parameters).toEqual({ temperature: 0.1 })
  })

  it('keeps the order in which our side put the panes', () => {
    expect(ids(merge({ panes: [pane('b'), pane('a')] }, {}).panes)).toEqual(['b', 'a'])
  })

  it('keeps every set of turns that was set aside', () => {
    const [m, t] = [[turn('m', {})], [turn('t', {})]]
    expect(merge({ setAside: [m] }, { setAside: [t] }).setAside).toEqual([m, t])
  })

  it('keeps a pane that one side removed and the other asked', () => {
    const asked = { turns: [...base.turns, turn('2', { b: ['t'] })] }
    const merged = merge({ panes: [pane('a')] }, asked)
    expect(ids(merged.panes)).toEqual(['a', 'b'])
    expect(merged.turns[1]?.attempts).toEqual({ b: ['t'] })
    expect(ids(merge(asked, { panes: [pane('a')] }).panes)).toEqual(['a', 'b'])
    // Who asked it and then removed it meant to.
    expect(ids(merge({ ...asked, panes: [pane('a')] }, {}).panes)).toEqual(['a'])
  })

  it('has a turn once, with all its attempts, where one side set it aside and the other asked again', () => {
    const aside = { turns: [turn('2', { a: ['m'] })], setAside: [[turn('1', { a: ['x'] })]] }
    const again = { turns: [turn('1', { a: ['x', 't'] })] }
    for (const merged of [merge(aside, again), merge(again, aside)]) {
      expect(ids(merged.turns).sort()).toEqual(['1', '2'])
      expect(merged.setAside).toEqual([])
      expect(merged.turns.find(({ id }) => id === '1')?.attempts).toEqual({ a: ['x', 't'] })
    }
    const both = merge(aside, { ...aside, turns: [turn('3', { a: ['t'] })] })
    expect(both.setAside).toEqual([[turn('1', { a: ['x'] })]])
    expect(ids(both.turns).sort()).toEqual(['2', '3'])
  })

  it('keeps the attempt that was chosen, wherever it stands now', () => {
    const chosen = { turns: [{ ...turn('1', { a: ['x', 'm'] }), shown: { a: 1 } }] }
    const merged = merge(chosen, { turns: [turn('1', { a: ['x', 't'] })] })
    expect(merged.turns[0]).toMatchObject({ attempts: { a: ['x', 't', 'm'] }, shown: { a: 2 } })
  })

  it('merges votes by reply', () => {
    expect(merge({ votes: { x: 'up' } }, { votes: { y: 'down' } }).votes).toEqual({ y: 'down', x: 'up' })
    expect(merge({}, {})).not.toHaveProperty('votes')
  })

  it('holds as many panes as a comparison may', () => {
    const panes = (name: string) => [...base.panes, ...Array.from({ length: 40 }, (_, index) => pane(name + index))]
    const merged = merge({ panes: panes('m') }, { panes: panes('t') })
    expect(merged.panes).toHaveLength(64)
    expect(ids(merged.panes).filter((id) => id.startsWith('m'))).toHaveLength(40)
  })
})
