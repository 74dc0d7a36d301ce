import { memo, useState } from 'react'
import type { EmbedText } from '../../../server/contract/embedDocument.ts'
import { Icon } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { joinClasses } from '../../ui/joinClasses.ts'
import { Menu } from '../../ui/Menu.tsx'
import { TextArea } from '../../ui/TextArea.tsx'
import { copyVector } from './copyVector.ts'
import { activeModel } from './models.ts'
import { RowFigures } from './RowFigures.tsx'
import { editText, removeTexts } from './texts.ts'
import { useEmbed, useWorkbench } from './workbench.ts'

export const TextRow = memo(function TextRow({ text, number }: { text: EmbedText; number: number }) {
  const workbench = useWorkbench()
  const isSelected = useEmbed((state) => state.selectedTextId === text.id)
  const select = () => workbench.store.setState({ selectedTextId: text.id })
  return (
    <div
      className={joinClasses(
        'group -mx-4 grid grid-cols-[22px_minmax(0,1fr)] gap-x-2 gap-y-1 px-4 py-2',
        isSelected && 'bg-raised',
      )}
    >
      <button
        type="button"
        aria-label={`Show the neighbours of text ${number}`}
        aria-pressed={isSelected}
        onClick={select}
        className="relative min-h-6 self-start rounded-inner text-right pointer-coarse:after:absolute pointer-coarse:after:-inset-2.5 font-mono text-[0.6875rem] leading-[1.8] font-medium text-ink-3 hover:text-ink"
      >
        {number}
      </button>
      <div className="flex min-w-0 items-start gap-1">
        <TextField key={text.id} text={text} number={number} onFocus={select} />
        <Menu
          align="end"
          trigger={
            <IconButton
              label={`Actions for text ${number}`}
              size="small"
              className="opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 data-popup-open:opacity-100 pointer-coarse:-my-2.5 pointer-coarse:opacity-100"
            >
              <Icon name="more" />
            </IconButton>
          }
          items={[
            {
              label: 'Copy the vector',
              icon: 'copy',
              onSelect: () => {
                const { document, activeModelId } = workbench.store.getState()
                const model = activeModel(document, activeModelId)
                if (model) void copyVector(model.vectorsId, text.id)
              },
            },
            'separator',
            {
              label: 'Remove',
              icon: 'trash',
              isDanger: true,
              onSelect: () => removeTexts(workbench, new Set([text.id])),
            },
          ]}
        />
      </div>
      <RowFigures text={text} />
    </div>
  )
})

interface TextFieldProps {
  text: EmbedText
  number: number
  onFocus: () => void
}

/** A change counts when the field is left: every change makes the vector that was there another text's. */
function TextField({ text, number, onFocus }: TextFieldProps) {
  const workbench = useWorkbench()
  const [draft, setDraft] = useState(text.text)
  function keep() {
    if (draft !== text.text) editText(workbench, text.id, draft)
  }
  return (
    <TextArea
      aria-label={`Text ${number}`}
      dir="auto"
      isBare
      isAutoGrowing
      rows={1}
      value={draft}
      onChange={setDraft}
      onFocus={onFocus}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setDraft(text.text)
        if (
          event.key === 'Enter' &&
          !event.shiftKey &&
          !event.nativeEvent.isComposing &&
          !event.ctrlKey &&
          !event.metaKey
        ) {
          event.preventDefault()
          keep()
        }
      }}
      className="max-h-40 rounded-inner text-reading"
    />
  )
}
