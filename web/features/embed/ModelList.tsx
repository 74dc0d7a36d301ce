import { Icon } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { ModelRow } from './ModelRow.tsx'
import { addModel } from './models.ts'
import { useEmbed, useWorkbench } from './workbench.ts'

export function ModelList() {
  const workbench = useWorkbench()
  const models = useEmbed(({ document }) => document.models)
  return (
    <div className="grid max-h-[max(40vh,6rem)] gap-1 overflow-y-auto border-b border-line px-4 py-3">
      <ul aria-label="Models" className="grid gap-1">
        {models.map((model, index) => (
          <ModelRow key={model.id} model={model} number={index + 1}>
            {index === models.length - 1 ? (
              <IconButton label="Add a model" onClick={() => addModel(workbench)}>
                <Icon name="plus" />
              </IconButton>
            ) : (
              // So that the actions of all models stand below each other.
              <span className="w-7 flex-none pointer-coarse:w-11" />
            )}
          </ModelRow>
        ))}
      </ul>
      {models.length === 0 && (
        <button
          type="button"
          className="justify-self-start rounded-inner px-1 py-1 text-control text-ink-2 underline underline-offset-2 hover:text-ink"
          onClick={() => addModel(workbench)}
        >
          Add a model
        </button>
      )}
    </div>
  )
}
