import { useRef, useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { joinClasses } from '../../ui/joinClasses.ts'

/** A file dropped here, or chosen. */
export function FileDrop({ onFile }: { onFile: (file: File) => void }) {
  const field = useRef<HTMLInputElement>(null)
  const [isOver, setIsOver] = useState(false)
  return (
    <>
      <div
        className={joinClasses(
          'grid justify-items-center gap-2 rounded-outer border border-dashed p-6 text-center',
          isOver ? 'border-ink bg-raised' : 'border-line-strong',
        )}
        onDragOver={(event) => {
          event.preventDefault()
          setIsOver(true)
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={(event) => {
          event.preventDefault()
          setIsOver(false)
          const [file] = event.dataTransfer.files
          if (file) onFile(file)
        }}
      >
        <input
          ref={field}
          type="file"
          accept=".json,.jsonl,.ndjson,.html,.htm,.gz"
          aria-label="File to import"
          hidden
          onChange={(event) => {
            const [file] = event.target.files ?? []
            event.target.value = ''
            if (file) onFile(file)
          }}
        />
        <p>Drop a file here</p>
        <Button onClick={() => field.current?.click()}>Choose a file</Button>
      </div>
      <ul className="list-disc pl-5 text-note text-ink-3">
        <li>All sessions or some, as exported here (.jsonl, .jsonl.gz), of any size</li>
        <li>One session (.json, .html)</li>
        <li>
          Conversations of ChatGPT and Claude (conversations.json), Open WebUI, LibreChat, ShareGPT, OpenAI messages,
          batches and preferences (.json, .jsonl)
        </li>
      </ul>
      <p className="text-note text-ink-3">
        Everything comes in as new sessions. Nothing is overwritten, and no endpoint is added.
      </p>
    </>
  )
}
