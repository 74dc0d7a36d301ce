import { useRef, useState } from 'react'
import type { ImportProgress, SessionsImported } from '../../../server/contract/sessionFile.ts'
import { failureMessage } from '../../api/failureMessage.ts'
import { importFile } from '../../api/importFile.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { formatBytes, formatCount } from '../../ui/formatNumber.ts'
import { ProgressBar } from '../../ui/ProgressBar.tsx'
import { FileDrop } from './FileDrop.tsx'
import { ImportResult } from './ImportResult.tsx'

type State =
  | { type: 'choosing' }
  | { type: 'sending'; file: File; progress: ImportProgress; stop: AbortController }
  | { type: 'done'; name: string; imported: SessionsImported }
  | { type: 'failed'; name: string; message: string }

/** Our own files, one session or all of them, and conversations of other programs; then what came of it. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const [state, setState] = useState<State>({ type: 'choosing' })
  const again = useRef<HTMLButtonElement>(null)

  async function take(file: File) {
    const stop = new AbortController()
    setState({ type: 'sending', file, stop, progress: { byteLength: 0, count: 0 } })
    const onProgress = (progress: ImportProgress) =>
      setState((before) => (before.type === 'sending' && before.stop === stop ? { ...before, progress } : before))
    try {
      const imported = await importFile(file, { onProgress, signal: stop.signal })
      setState({ type: 'done', name: file.name, imported })
    } catch (error) {
      setState({ type: 'failed', name: file.name, message: failureMessage(error) })
    }
  }

  const isSending = state.type === 'sending'
  return (
    <Dialog
      isOpen
      // What is being sent is stopped by its own button: a click beside the dialog must not end half an hour's work.
      onClose={() => !isSending && onClose()}
      title={titleOf(state)}
      initialFocus={again}
      footer={
        <>
          {isSending && (
            <Button ref={again} disabled={state.stop.signal.aborted} onClick={() => state.stop.abort()}>
              Stop
            </Button>
          )}
          {(state.type === 'done' || state.type === 'failed') && (
            <Button onClick={() => setState({ type: 'choosing' })}>Import another</Button>
          )}
          {!isSending && (
            <Button kind={state.type === 'choosing' ? 'plain' : 'primary'} onClick={onClose}>
              {state.type === 'choosing' ? 'Cancel' : 'Done'}
            </Button>
          )}
        </>
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3 text-reading text-ink-2">
        {state.type === 'choosing' && <FileDrop onFile={(file) => void take(file)} />}
        {isSending && <Sending state={state} />}
        {state.type === 'failed' && <ErrorNote title="The file was not taken">{state.message}</ErrorNote>}
        {state.type === 'done' && <ImportResult imported={state.imported} />}
      </div>
    </Dialog>
  )
}

function titleOf(state: State): string {
  switch (state.type) {
    case 'choosing':
      return 'Import sessions'
    case 'sending':
      return `Importing ${state.file.name}`
    case 'done':
      return `Imported ${state.name}`
    case 'failed':
      return `Not imported: ${state.name}`
  }
}

function Sending({ state: { file, progress } }: { state: Extract<State, { type: 'sending' }> }) {
  const fraction = progress.byteLength === 0 ? undefined : Math.min(1, progress.byteLength / Math.max(1, file.size))
  return (
    <>
      <ProgressBar fraction={fraction} label={`${file.name} is being imported`} />
      <p className="font-mono text-measure text-ink-3 tabular-nums">
        {formatBytes(progress.byteLength)} of {formatBytes(file.size)}
        {progress.count > 0 &&
          ` · ${progress.count === 1 ? '1 session is' : `${formatCount(progress.count)} sessions are`} in`}
      </p>
      <p>Each session is in as soon as it is read. Stopping, or closing this page, keeps those that are in.</p>
    </>
  )
}
