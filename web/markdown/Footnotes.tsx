import { footnoteId } from './FootnoteReference.tsx'
import { renderNodes, type RenderContext } from './renderNodes.tsx'

export function Footnotes({ context }: { context: RenderContext }) {
  const notes = context.footnotes.flatMap((identifier, index) => {
    const definition = context.definitions.get(`^${identifier}`)
    return definition?.type === 'footnoteDefinition' ? [{ definition, number: index + 1 }] : []
  })
  if (notes.length === 0) return null
  return (
    <div className="md-footnotes">
      <ol>
        {notes.map(({ definition, number }) => (
          <li key={number} value={number} id={footnoteId(context.idPrefix, number)} dir="auto">
            {renderNodes(definition.children, context)}
          </li>
        ))}
      </ol>
    </div>
  )
}
