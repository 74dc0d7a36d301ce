import { useEffect, useState } from 'react'
import type { EmbedModel } from '../../../server/contract/embedDocument.ts'
import { formatPercent } from '../../ui/formatNumber.ts'
import { layOut } from '../../vectors/layOut.ts'
import { viewOf } from './useAnalysis.ts'
import { useEmbed } from './workbench.ts'

interface Layout {
  points: Float32Array | undefined
  note: string
}

const nothing: Layout = { points: undefined, note: '' }

/** UMAP's layout while it is wanted, moving as it settles; begun anew when the vectors or the texts change. */
export function useLayout(model: EmbedModel | undefined, isWanted: boolean): Layout {
  const count = useEmbed(({ document }) => document.texts.length)
  const isArriving = useEmbed(({ jobs }) => (model ? (jobs[model.id]?.isRunning ?? false) : false))
  const key = useEmbed(({ rows, textsVersion }) =>
    model ? `${textsVersion} ${rows[model.vectorsId]?.version ?? 0} ${JSON.stringify(viewOf(model))}` : '',
  )
  const [layout, setLayout] = useState<Layout & { key: string }>({ ...nothing, key: '' })
  useEffect(() => {
    if (!isWanted || !model || isArriving) return undefined
    const stop = new AbortController()
    setLayout({ points: undefined, note: 'Finding neighbours…', key })
    layOut(
      viewOf(model),
      count,
      (points, fraction) =>
        setLayout({ points, note: fraction < 1 ? `Settling, ${formatPercent(fraction)}` : 'Settled', key }),
      stop.signal,
    )
      .then((points) => {
        if (!points) setLayout({ points: undefined, note: 'UMAP needs at least four different texts.', key })
      })
      .catch((error: unknown) => {
        if (!stop.signal.aborted)
          setLayout({ points: undefined, note: error instanceof Error ? error.message : String(error), key })
      })
    return () => stop.abort()
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `key` stands for the model's view and its vectors
  }, [isWanted, key, isArriving])
  if (!isWanted) return nothing
  return isArriving ? { points: undefined, note: 'Once all vectors are here.' } : layout
}
