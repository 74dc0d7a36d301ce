import type { Invocation } from '../../../server/contract/invocation.ts'
import type { ReplyStatus } from '../../../server/contract/reply.ts'
import { joinClasses } from '../../ui/joinClasses.ts'

export function InvocationHead({ invocation }: { invocation: Invocation }) {
  const { endpoint, model, providerLabel, reply, response, startedAt } = invocation
  const status = response?.status ?? reply.httpStatus
  return (
    <header className="grid grid-cols-[minmax(0,1fr)] gap-0.5">
      <p className="truncate text-reading font-semibold">
        {endpoint} <span className="text-note font-normal text-ink-2">{providerLabel}</span>
      </p>
      <p className="flex min-w-0 flex-wrap gap-x-3 font-mono text-measure text-ink-2 tabular-nums">
        <span className={joinClasses('font-medium', looks[reply.status])}>
          {words[reply.status]}
          {status !== undefined && ` ${status}`}
        </span>
        {model !== endpoint && <span className="wrap-anywhere">{model}</span>}
        <time dateTime={startedAt}>
          {new Date(startedAt).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })}
        </time>
      </p>
    </header>
  )
}

const words: Record<ReplyStatus, string> = {
  queued: 'In line',
  waiting: 'Waiting',
  streaming: 'Streaming',
  done: 'Done',
  stopped: 'Stopped',
  failed: 'Failed',
  interrupted: 'Interrupted',
}

const looks: Record<ReplyStatus, string> = {
  queued: 'text-ink',
  waiting: 'text-ink',
  streaming: 'text-ink',
  done: 'text-good',
  stopped: 'text-warn',
  failed: 'text-bad',
  interrupted: 'text-warn',
}
