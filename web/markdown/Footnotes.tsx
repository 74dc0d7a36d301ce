import { renderNodes, type RenderContext } from './renderNodes.tsx'

/** Buttons, not fragment links: an answer must not write into the page's address. */
export function FootnoteReference({ identifier, context }: { identifier: string; context: RenderContext }) {
  const number = context.footnotes.indexOf(identifier) + 1
  return (
    <sup>
      <button
        type="button"
        className="md-footnote"
        aria-label={`Footnote ${number}`}
        onClick={() => document.getElementById(noteId(context, number))?.scrollIntoView({ block: 'nearest' })}
      >
        {number}
      </button>
    </sup>
  )
}

export function Footnotes({ context }: { context: RenderContext }) {
  const notes = context.footnotes.flatMap((identifier, index) => {
    const definition = context.definitions.get(`^${identifier}`)
    return definition?.type === 'footnoteDefinition' ? [{ definition, number: index + 1 }] : []
  })
  if (notes.length === 0) return null
  return (
    <section className="md-footnotes" aria-label="Footnotes">
      <ol>
        {notes.map(({ definition, number }) => (
          <li key={number} value={number} id={noteId(context, number)} dir="auto">
            {renderNodes(definition.children, context)}
          </li>
        ))}
      </ol>
    </section>
  )
}

function noteId({ idPrefix }: RenderContext, number: number): string {
  return `${idPrefix}-note-${number}`
}
