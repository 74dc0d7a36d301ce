import { LongText } from '../ui/LongText.tsx'
import { part } from '../ui/part.tsx'
import { PartBoundary } from '../ui/PartBoundary.tsx'
import { loadMath } from './loadMath.ts'
import './markdown.css'

export interface MarkdownProps {
  text: string
  /** More text follows. The last block may look different until it ends. */
  isStreaming: boolean
}

const MarkdownView = part(async () => (await import('./MarkdownView.tsx')).MarkdownView)

/** A model's answer. The parser comes after the first load; until it is there, the text as it is. */
export function Markdown(props: MarkdownProps) {
  return (
    <PartBoundary fallback={<PlainAnswer text={props.text} />}>
      <MarkdownView {...props} />
    </PartBoundary>
  )
}

function PlainAnswer({ text }: { text: string }) {
  return (
    <div className="markdown">
      <div className="md-source" dir="auto">
        <LongText text={text} />
      </div>
    </div>
  )
}

/** Before stored answers are shown, so that nothing changes its height once they are. What fails here shows as it is. */
export async function preloadMarkdown(texts: readonly string[] = []): Promise<void> {
  const loads = [MarkdownView.preload()]
  if (texts.some((text) => mayHoldMath.test(text))) loads.push(loadMath())
  await Promise.allSettled(loads)
}

const mayHoldMath = /\$|\\[([]/
