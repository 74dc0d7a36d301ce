import { useEffect, useState } from 'react'
import type { EmbedModel } from '../../../server/contract/embedDocument.ts'
import { formatPercent } from '../../ui/formatNumber.ts'
import type { View } from '../../vectors/analyses.ts'
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
    const show = (points: Float32Array | undefined, note: string) => setLayout({ points, note, key })
    void settle({ view: viewOf(model), count, signal: stop.signal, show })
    return () => stop.abort()
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `key` stands for the model's view and its vectors
  }, [isWanted, key, isArriving])
  if (!isWanted) return nothing
  return isArriving ? { points: undefined, note: 'Once all vectors are here.' } : layout
}

interface Settling {
  view: View
  count: number
  signal: AbortSignal
  show: (points: Float32Array | undefined, note: string) => void
}

async function settle({ view, count, signal, show }: Settling): Promise<void> {
  try {
    const points = await layOut(
      view,
      count,
      (moving, fraction) => show(moving, fraction < 1 ? `Settling, ${formatPercent(fraction)}` : 'Settled'),
      signal,
    )
    if (!points) show(undefined, 'UMAP needs at least four different texts.')
  } catch (error) {
    if (!signal.aborted) show(undefined, error instanceof Error ? error.message : String(error))
  }
}
