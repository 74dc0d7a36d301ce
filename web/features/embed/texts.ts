import type { EmbedText } from '../../../server/contract/embedDocument.ts'
import { maxTexts } from '../../../server/contract/limits.ts'
import { formatCount } from '../../ui/formatNumber.ts'
import { showToast } from '../../ui/Toast.tsx'
import { changeDocument, type Workbench } from './workbench.ts'

/** 2⁵³ ids: two of ten thousand are the same once in a hundred million pages, even when two tabs make them. */
function newTextId(): number {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2))
  return (high % 2 ** 21) * 2 ** 32 + low
}

export interface NewText {
  text: string
  label?: string
}

/** Adds at the end as many as fit, says where it was not all, and returns their ids. */
export function addTexts(workbench: Workbench, texts: NewText[]): number[] {
  const room = maxTexts - workbench.store.getState().document.texts.length
  const added = texts.slice(0, room).map((text): EmbedText => ({ ...text, id: newTextId() }))
  if (added.length < texts.length)
    showToast({
      message: `A page holds ${formatCount(maxTexts)} texts. ${formatCount(texts.length - added.length)} were left out.`,
    })
  changeDocument(workbench, (document) => ({ ...document, texts: [...document.texts, ...added] }), 'at once')
  return added.map(({ id }) => id)
}

/** A changed text is another text: what was embedded before is not its vector. */
export function editText(workbench: Workbench, id: number, text: string): void {
  const fresh = newTextId()
  workbench.store.setState(({ selectedTextId }) => (selectedTextId === id ? { selectedTextId: fresh } : {}))
  changeDocument(workbench, (document) => ({
    ...document,
    texts: document.texts.map((row) => (row.id === id ? { ...row, id: fresh, text } : row)),
  }))
}

export function labelTexts(workbench: Workbench, ids: ReadonlySet<number>, label: string): void {
  changeDocument(workbench, (document) => ({
    ...document,
    texts: document.texts.map((row) => (ids.has(row.id) ? withLabel(row, label) : row)),
  }))
}

function withLabel({ id, text }: EmbedText, label: string): EmbedText {
  return label === '' ? { id, text } : { id, text, label }
}

/** Takes texts away; the toast brings them back where they stood. */
export function removeTexts(workbench: Workbench, ids: ReadonlySet<number>): void {
  const before = workbench.store.getState().document.texts
  workbench.store.setState({ marked: new Set() })
  changeDocument(
    workbench,
    (document) => ({ ...document, texts: document.texts.filter(({ id }) => !ids.has(id)) }),
    'at once',
  )
  showToast({
    message: ids.size === 1 ? 'Removed a text.' : `Removed ${formatCount(ids.size)} texts.`,
    action: {
      label: 'Undo',
      onSelect: () =>
        changeDocument(workbench, (document) => {
          const known = new Set(before.map(({ id }) => id))
          return { ...document, texts: [...before, ...document.texts.filter(({ id }) => !known.has(id))] }
        }),
    },
  })
}
