import { useEffect, useId, useState } from 'react'
import { DocumentView } from './DocumentView.tsx'
import type { MarkdownProps } from './Markdown.tsx'
import { advance, emptyDocument } from './markdownDocument.ts'

/** Parsing per frame where much text lies ready, as in a stored answer of a megabyte: about 20 ms. */
const maxCharactersPerFrame = 16 * 1024

/** A model's answer. Its text is hostile until shown otherwise: no HTML, no request, no address it can deceive with. */
export function MarkdownView({ text, isStreaming }: MarkdownProps) {
  const id = useId()
  const [document, setDocument] = useState(emptyDocument)
  const isBehind = document.text !== text || document.isFinished === isStreaming
  let shown = document
  if (isBehind && document.isComplete) {
    shown = advance(document, text, { isFinal: !isStreaming, maxCharacters: maxCharactersPerFrame })
    // State of the last render, carried on while rendering: https://react.dev/reference/react/useState#storing-information-from-previous-renders
    if (shown !== document) setDocument(shown)
  }
  useEffect(() => {
    if (shown.isComplete) return
    const frame = setTimeout(() => {
      setDocument((last) => advance(last, text, { isFinal: !isStreaming, maxCharacters: maxCharactersPerFrame }))
    }, 0)
    return () => clearTimeout(frame)
  }, [shown, text, isStreaming])
  return (
    <div className="markdown" data-streaming={isStreaming || undefined}>
      <DocumentView document={shown} isStreaming={isStreaming} idPrefix={id} />
    </div>
  )
}
