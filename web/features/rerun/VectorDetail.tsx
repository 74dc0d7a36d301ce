import { Dot } from '../../ui/Dot.tsx'
import type { ModelState } from './vectorStates.ts'
import { formatCosine, vectorSentence } from './vectorWords.ts'

interface VectorDetailProps {
  state: ModelState
  text: string
  index: number
}

/** One text by one model: how far its vector is from the kept one, and whether its nearest texts are others. */
export function VectorDetail({ state: { pane, comparisons, k }, text, index }: VectorDetailProps) {
  const comparison = comparisons?.[index]
  const name = pane && pane.endpoint !== pane.kept ? `${pane.kept} → ${pane.endpoint ?? ''}` : (pane?.kept ?? '')
  return (
    <article aria-label={`Text ${index + 1}, ${name}`} className="grid grid-cols-[minmax(0,1fr)] gap-3 px-4 py-3">
      <h2 className="flex min-w-0 items-center gap-2 text-control font-semibold">
        <Dot hue={pane?.hue ?? 7} />
        <span className="truncate">{name}</span>
      </h2>
      <p
        dir="auto"
        // A box that scrolls must be reachable by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="max-h-[40vh] overflow-y-auto text-reading wrap-anywhere whitespace-pre-wrap text-ink-2"
      >
        {text}
      </p>
      {comparison && <p className="text-reading">{vectorSentence(comparison)}</p>}
      {comparison?.cosine && (
        <p className="font-mono text-measure tabular-nums">
          cosine {formatCosine(comparison.cosine.min)} … {formatCosine(comparison.cosine.max)} of{' '}
          {comparison.cosine.count}
        </p>
      )}
      {comparison?.moved !== undefined && (
        <p className="text-reading text-ink-2">
          {comparison.moved === 0
            ? `Its ${k} nearest texts are the same.`
            : `${comparison.moved} of its ${k} nearest texts are others now.`}
        </p>
      )}
    </article>
  )
}
