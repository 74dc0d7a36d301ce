import { useState } from 'react'
import type { EmbedModel, Metric } from '../../../server/contract/embedDocument.ts'
import { Dot } from '../../ui/Dot.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { SegmentedSwitch } from '../../ui/SegmentedSwitch.tsx'
import { Card } from './Card.tsx'
import { MatrixCanvas } from './MatrixCanvas.tsx'
import { MatrixTable } from './MatrixTable.tsx'
import { modelName } from './models.ts'
import { changeDocument, useEmbed, useWorkbench } from './workbench.ts'

/** Up to so many texts stand in a table that can be read; more are drawn. */
const maxInTable = 12
const cellSizes = [3, 6, 10, 16, 24, 40]

const metrics: { value: Metric; label: string }[] = [
  { value: 'cosine', label: 'cosine' },
  { value: 'dot', label: 'dot' },
  { value: 'euclidean', label: 'euclid' },
]

/** Every text against every text. */
export function MatrixCard({ model }: { model: EmbedModel }) {
  const workbench = useWorkbench()
  const count = useEmbed(({ document }) => document.texts.length)
  const metric = useEmbed(({ document }) => document.metric)
  const [zoom, setZoom] = useState(3)
  const isTable = count <= maxInTable
  return (
    <Card
      title={
        <>
          <Dot hue={model.hue} />
          <span className="truncate">{modelName(model)}</span>
        </>
      }
      actions={
        <>
          {!isTable && (
            <>
              <IconButton label="Smaller cells" size="small" disabled={zoom === 0} onClick={() => setZoom(zoom - 1)}>
                <Icon name="minus" />
              </IconButton>
              <IconButton
                label="Larger cells"
                size="small"
                disabled={zoom === cellSizes.length - 1}
                onClick={() => setZoom(zoom + 1)}
              >
                <Icon name="plus" />
              </IconButton>
            </>
          )}
          <SegmentedSwitch
            label={`Measure of ${modelName(model)}`}
            options={metrics}
            value={metric}
            onChange={(next) => changeDocument(workbench, (document) => ({ ...document, metric: next }))}
          />
        </>
      }
    >
      {isTable ? (
        <MatrixTable model={model} metric={metric} />
      ) : (
        <MatrixCanvas model={model} metric={metric} cell={cellSizes[zoom] ?? 16} />
      )}
    </Card>
  )
}
