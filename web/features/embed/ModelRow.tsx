import { memo, type ReactNode } from 'react'
import type { EmbedModel } from '../../../server/contract/embedDocument.ts'
import { EndpointPicker } from '../../models/endpointPicker/EndpointPicker.tsx'
import { Chip } from '../../ui/Chip.tsx'
import { Dot } from '../../ui/Dot.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { joinClasses } from '../../ui/joinClasses.ts'
import { Popover } from '../../ui/Popover.tsx'
import { JobNote } from './JobNote.tsx'
import { ModelSettings } from './ModelSettings.tsx'
import { activeModel, changeModel, modelName, removeModel } from './models.ts'
import { useEmbed, useWorkbench } from './workbench.ts'

interface ModelRowProps {
  model: EmbedModel
  /** From 1. */
  number: number
  children?: ReactNode
}

export const ModelRow = memo(function ModelRow({ model, number, children }: ModelRowProps) {
  const workbench = useWorkbench()
  const dimensions = useEmbed(({ rows }) => rows[model.vectorsId]?.dimensions ?? 0)
  const isOnly = useEmbed(({ document }) => document.models.length === 1)
  const isActive = useEmbed(({ document, activeModelId }) => activeModel(document, activeModelId)?.id === model.id)
  const name = modelName(model)
  return (
    <li aria-label={`Model ${number}: ${name}`} className="grid min-w-0 gap-1">
      <div className="flex min-w-0 items-center gap-2">
        <Dot hue={model.hue} />
        {model.file === undefined ? (
          <EndpointPicker
            value={model.endpoint}
            task="llm/v1/embeddings"
            onChange={(endpoint) => changeModel(workbench, model.id, { endpoint })}
            trigger={
              <button
                type="button"
                aria-label={`Endpoint of model ${number}: ${model.endpoint ?? 'choose'}`}
                className="-mx-1 min-w-0 truncate rounded-inner px-1 py-1 text-[0.84375rem] leading-tight font-semibold hover:bg-raised data-popup-open:bg-raised pointer-coarse:min-h-11"
              >
                {model.endpoint ?? <span className="font-medium text-ink-3">Choose an endpoint</span>}
              </button>
            }
          />
        ) : (
          <span className="min-w-0 truncate text-[0.84375rem] font-semibold" title={model.file}>
            {model.file}
          </span>
        )}
        {dimensions > 0 && <Chip>{model.cut === undefined ? dimensions : `${model.cut} of ${dimensions}`}</Chip>}
        {model.prefix !== '' && <Chip>{model.prefix}</Chip>}
        {model.isNormalised && <Chip>normalised</Chip>}
        <span className="flex-1" />
        {!isOnly && (
          <IconButton
            label={isActive ? `The texts show ${name}` : `Show ${name} beside the texts`}
            aria-pressed={isActive}
            className={joinClasses(!isActive && 'opacity-60')}
            onClick={() => workbench.store.setState({ activeModelId: model.id })}
          >
            <Icon name="inspect" />
          </IconButton>
        )}
        <Popover
          title={`${name}: settings`}
          trigger={
            <IconButton label={`Settings of model ${number}`}>
              <Icon name="settings" />
            </IconButton>
          }
        >
          <ModelSettings modelId={model.id} />
        </Popover>
        {!isOnly && (
          <IconButton label={`Remove model ${number}`} onClick={() => removeModel(workbench, model.id)}>
            <Icon name="close" />
          </IconButton>
        )}
        {children}
      </div>
      <JobNote model={model} name={name} />
    </li>
  )
})
