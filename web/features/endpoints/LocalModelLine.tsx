import { useState } from 'react'
import type { LocalModel } from '../../../server/contract/localModel.ts'
import { failureMessage } from '../../api/failureMessage.ts'
import { cancelModel, fetchModel } from '../../api/models.ts'
import { Button } from '../../ui/Button.tsx'
import { formatBytes, formatPercent } from '../../ui/formatNumber.ts'
import { ProgressBar } from '../../ui/ProgressBar.tsx'
import { showToast } from '../../ui/Toast.tsx'
import { TaskChips } from './TaskChips.tsx'

export function LocalModelLine({ model }: { model: LocalModel }) {
  const { licence } = model
  return (
    <li className="grid grid-cols-1 gap-2 border-b border-line px-3 py-2.5 last:border-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="min-w-0 flex-[1_1_240px]">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
            <span className="wrap-anywhere">{model.name}</span>
            <TaskChips tasks={model.tasks} />
          </p>
          <p className="text-note text-ink-3">
            {model.title} · {formatBytes(model.byteLength)} ·{' '}
            {licence.url ? (
              <a
                href={licence.url}
                target="_blank"
                rel="noreferrer"
                className="underline decoration-line-strong underline-offset-2 hover:text-ink"
              >
                {licence.name}
              </a>
            ) : (
              licence.name
            )}
          </p>
        </div>
        <State model={model} />
      </div>
      {model.state.type === 'downloading' && (
        <ProgressBar label={`Download of ${model.name}`} fraction={model.state.bytesReceived / model.byteLength} />
      )}
      {model.state.type === 'failed' && (
        <p role="alert" className="text-note wrap-anywhere whitespace-pre-line text-bad">
          {model.state.message}
        </p>
      )}
    </li>
  )
}

function State({ model }: { model: LocalModel }) {
  const { state, licence } = model
  switch (state.type) {
    case 'absent':
      return (
        <Action run={() => fetchModel(model.name)}>
          {licence.mustAccept
            ? `Accept ${licence.name} and download ${formatBytes(model.byteLength)}`
            : `Download ${formatBytes(model.byteLength)}`}
        </Action>
      )
    case 'downloading':
      return (
        <div className="flex items-center gap-3">
          <span className="text-note text-ink-2">
            <span className="font-mono text-measure tabular-nums">
              {formatBytes(state.bytesReceived)} of {formatBytes(model.byteLength)},{' '}
              {formatPercent(state.bytesReceived / model.byteLength)}
            </span>
            {state.from && ` from ${state.from}`}
          </span>
          <Action run={() => cancelModel(model.name)}>Stop</Action>
        </div>
      )
    case 'checking':
      return <span className="text-note text-ink-2">Checking the file…</span>
    case 'ready':
      return <span className="text-note font-medium text-good">Ready</span>
    case 'failed':
      return <Action run={() => fetchModel(model.name)}>Retry</Action>
  }
}

function Action({ run, children }: { run: () => Promise<void>; children: string }) {
  const [isRunning, setIsRunning] = useState(false)
  async function start() {
    setIsRunning(true)
    try {
      await run()
    } catch (error) {
      showToast({ message: failureMessage(error) })
    }
    setIsRunning(false)
  }
  return (
    <Button
      disabled={isRunning}
      onClick={() => void start()}
      className="h-auto! min-h-[30px] max-w-full shrink! py-1 whitespace-normal!"
    >
      {children}
    </Button>
  )
}
