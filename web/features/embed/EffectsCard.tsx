import { useState } from 'react'
import type { EmbedModel } from '../../../server/contract/embedDocument.ts'
import { Select } from '../../ui/Select.tsx'
import { Card } from './Card.tsx'
import { CutEffect } from './CutEffect.tsx'
import { activeModel, modelName } from './models.ts'
import { NormaliseEffect } from './NormaliseEffect.tsx'
import { PrefixEffect } from './PrefixEffect.tsx'
import { useEmbed } from './workbench.ts'

/** What would change with a prefix, with fewer dimensions, with vectors of length 1. */
export function EffectsCard({ models }: { models: EmbedModel[] }) {
  const document = useEmbed((state) => state.document)
  const activeId = useEmbed((state) => state.activeModelId)
  const [modelId, setModelId] = useState<string>()
  const model = models.find(({ id }) => id === (modelId ?? activeModel(document, activeId)?.id)) ?? models[0]
  if (!model) return null
  return (
    <Card
      title="What if"
      actions={
        models.length > 1 && (
          <Select
            aria-label="Model to try changes on"
            className="max-w-44"
            value={model.id}
            onChange={setModelId}
            options={models.map((one) => ({ value: one.id, label: modelName(one) }))}
          />
        )
      }
    >
      <div key={model.id} className="grid gap-4">
        <CutEffect model={model} />
        <NormaliseEffect model={model} />
        {model.endpoint !== null && <PrefixEffect model={model} />}
      </div>
    </Card>
  )
}
