import { useRef, useState, type KeyboardEvent } from 'react'
import { Button } from '../../ui/Button.tsx'
import { formatCount } from '../../ui/formatNumber.ts'
import { TextArea } from '../../ui/TextArea.tsx'
import { embedAll, pendingTexts, stopAll } from './embedding.ts'
import { importFile } from './importFile.ts'
import { newTextFieldId } from './newTextFieldId.ts'
import { PasteDialog } from './PasteDialog.tsx'
import { addTexts } from './texts.ts'
import { useEmbed, useWorkbench } from './workbench.ts'

export function TextActions() {
  const workbench = useWorkbench()
  const [text, setText] = useState('')
  const [isPasting, setIsPasting] = useState(false)
  const [isReading, setIsReading] = useState(false)
  const file = useRef<HTMLInputElement>(null)

  function add() {
    if (text.trim() === '') return
    addTexts(workbench, [{ text }])
    setText('')
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    add()
    if (event.ctrlKey || event.metaKey) {
      event.stopPropagation()
      embedAll(workbench)
    }
  }

  async function read(chosen: File | undefined) {
    if (!chosen) return
    setIsReading(true)
    await importFile(workbench, chosen)
    setIsReading(false)
  }

  return (
    <div
      className="grid gap-2 border-t border-line px-4 py-3"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault()
        void read(event.dataTransfer.files[0])
      }}
    >
      <div className="rounded-inner border border-line-strong bg-surface px-2.5 py-1.5 focus-within:border-ink-3">
        <TextArea
          id={newTextFieldId}
          aria-label="New text"
          placeholder="Type a text, Enter adds it"
          isBare
          isAutoGrowing
          rows={1}
          className="max-h-32 text-reading"
          value={text}
          onChange={setText}
          onKeyDown={onKeyDown}
        />
      </div>
      <div className="flex flex-wrap items-center gap-1">
        <Button disabled={text.trim() === ''} onClick={add}>
          Add text
        </Button>
        <Button kind="plain" onClick={() => setIsPasting(true)}>
          Paste lines
        </Button>
        <Button kind="plain" disabled={isReading} onClick={() => file.current?.click()}>
          {isReading ? 'Reading…' : 'Open a file'}
        </Button>
        <input
          ref={file}
          type="file"
          aria-label="Texts or vectors from a file"
          accept=".csv,.tsv,.jsonl,.ndjson,.json,.txt,.parquet,.npy"
          hidden
          onChange={(event) => {
            void read(event.target.files?.[0])
            event.target.value = ''
          }}
        />
        <EmbedButton />
      </div>
      <PasteDialog isOpen={isPasting} onClose={() => setIsPasting(false)} />
    </div>
  )
}

/** Embed with the number of texts that lack a vector of any model; Stop while it goes on. */
function EmbedButton() {
  const workbench = useWorkbench()
  const isRunning = useEmbed(({ jobs }) => Object.values(jobs).some((job) => job.isRunning))
  const count = useEmbed(({ document, rows }) => {
    const pending = new Set<number>()
    for (const model of document.models)
      if (model.endpoint !== null) for (const { id } of pendingTexts(model, document.texts, rows)) pending.add(id)
    return pending.size
  })
  if (isRunning)
    return (
      <Button kind="primary" className="ml-auto" onClick={() => void stopAll(workbench)}>
        Stop
      </Button>
    )
  return (
    <Button kind="primary" className="ml-auto" disabled={count === 0} onClick={() => embedAll(workbench)}>
      {count === 0 ? 'Embed' : `Embed ${formatCount(count)}`}
    </Button>
  )
}
