import { Checkbox } from '../../ui/Checkbox.tsx'
import { Field } from '../../ui/Field.tsx'
import { NumberField } from '../../ui/NumberField.tsx'
import { TextArea } from '../../ui/TextArea.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { Button } from '../../ui/Button.tsx'
import { useState } from 'react'
import { embedModel } from './embedding.ts'
import { changeModel } from './models.ts'
import { whyNoExtra } from '../../models/requestBody/readExtra.ts'
import { changeDocument, useEmbed, useWorkbench, type Workbench } from './workbench.ts'

/** What is sent with every text, and how its vectors are looked at. */
export function ModelSettings({ modelId }: { modelId: string }) {
  const workbench = useWorkbench()
  const model = useEmbed(({ document }) => document.models.find(({ id }) => id === modelId))
  const dimensions = useEmbed(({ rows }) => (model ? (rows[model.vectorsId]?.dimensions ?? 0) : 0))
  const batchSize = useEmbed(({ document }) => document.batchSize)
  // A change makes all vectors anew, so it counts when it is finished, not at every key.
  const [prefix, setPrefix] = useState(model?.prefix ?? '')
  const [extra, setExtra] = useState(model?.extra ?? '')
  if (!model) return null
  const isChanged = prefix !== model.prefix || extra !== model.extra
  return (
    <div className="grid w-80 max-w-full grid-cols-1 gap-3">
      {model.file === undefined && (
        <>
          <Field label="Put before every text" hint="Such as “passage: ” where the model was trained with one.">
            <TextField value={prefix} onChange={setPrefix} />
          </Field>
          <Field label="Further fields (JSON)" error={whyNoExtra(extra)} hint='Such as {"dimensions": 256}.'>
            <TextArea value={extra} onChange={setExtra} isAutoGrowing className="max-h-40 min-h-9 font-mono" />
          </Field>
          <Button
            className="justify-self-start"
            disabled={!isChanged || whyNoExtra(extra) !== undefined}
            onClick={() => {
              changeModel(workbench, model.id, { prefix, extra })
              embedAgain(workbench, model.id)
            }}
          >
            Apply and embed anew
          </Button>
          <Field label="Texts in one request, for all models">
            <NumberField
              value={batchSize}
              min={1}
              max={2048}
              className="max-w-28"
              onChange={(next) =>
                next !== undefined &&
                Number.isInteger(next) &&
                next >= 1 &&
                next <= 2048 &&
                changeDocument(workbench, (document) => ({ ...document, batchSize: next }))
              }
            />
          </Field>
        </>
      )}
      <Field
        label="Look at the first dimensions only"
        hint={dimensions > 0 ? `Empty: all ${dimensions}.` : 'Known once something is embedded.'}
      >
        <NumberField
          value={model.cut}
          min={1}
          max={dimensions || undefined}
          className="max-w-28"
          onChange={(cut) => setCut(cut)}
        />
      </Field>
      <Checkbox
        label="Look at the vectors as if of length 1"
        isChecked={model.isNormalised}
        onChange={(isNormalised) => changeModel(workbench, model.id, { isNormalised })}
      />
    </div>
  )

  function setCut(cut: number | undefined) {
    if (cut !== undefined && (!Number.isInteger(cut) || cut < 1)) return
    changeModel(workbench, modelId, { cut: cut !== undefined && dimensions > 0 && cut >= dimensions ? undefined : cut })
  }
}

/** As the model is now, not as it was when this was drawn. */
function embedAgain(workbench: Workbench, modelId: string): void {
  const model = workbench.store.getState().document.models.find(({ id }) => id === modelId)
  if (model) embedModel(workbench, model)
}
