import type { EmbedModel } from '../../../server/contract/embedDocument.ts'
import { Button } from '../../ui/Button.tsx'
import { formatCount } from '../../ui/formatNumber.ts'
import { ProgressBar } from '../../ui/ProgressBar.tsx'
import { pendingTexts, retryFailed, embedModel } from './embedding.ts'
import { useEmbed, useWorkbench, type Job } from './workbench.ts'

/** How far a model's embedding is; what failed and what can be done about it. */
export function JobNote({ model, name }: { model: EmbedModel; name: string }) {
  const job = useEmbed(({ jobs }) => jobs[model.id])
  if (!job) return null
  if (job.isRunning) return <Running job={job} name={name} />
  if (job.failed.length > 0) return <Failed job={job} model={model} name={name} />
  return job.isStopped ? <Stopped job={job} model={model} name={name} /> : null
}

function Running({ job, name }: { job: Job; name: string }) {
  return (
    <div className="grid gap-1 pb-1 pl-4">
      <ProgressBar label={`Embedding with ${name}`} fraction={job.total === 0 ? undefined : job.done / job.total} />
      <p className="font-mono text-measure text-ink-3">
        {formatCount(job.done)} of {formatCount(job.total)}
        {job.failed.length > 0 && <span className="text-bad"> · {countOf(job.failed.length, 'batch')} failed</span>}
      </p>
    </div>
  )
}

function Failed({ job, model, name }: { job: Job; model: EmbedModel; name: string }) {
  const workbench = useWorkbench()
  const [first] = job.failed
  const texts = job.failed.reduce((sum, { textIds }) => sum + textIds.length, 0)
  if (!first) return null
  const words = first.failure.providerMessage
  return (
    <section aria-label={`${name}: what failed`} className="grid gap-1.5 pb-1 pl-4">
      <p className="text-note wrap-anywhere text-bad">
        {countOf(job.failed.length, 'batch')} with {countOf(texts, 'text')} failed. {first.failure.message}
        {words && <span className="text-ink-2"> “{words.slice(0, 300)}”</span>}
      </p>
      <div className="flex flex-wrap gap-1.5">
        <Button size="small" onClick={() => retryFailed(workbench, model)}>
          Retry {countOf(job.failed.length, 'failed batch')}
        </Button>
        <Button size="small" kind="plain" onClick={() => workbench.store.setState({ inspectedId: first.invocationId })}>
          Look at the answer
        </Button>
      </div>
    </section>
  )
}

function Stopped({ job, model, name }: { job: Job; model: EmbedModel; name: string }) {
  const workbench = useWorkbench()
  const left = useEmbed(({ document, rows }) => pendingTexts(model, document.texts, rows).length)
  if (left === 0) return null
  return (
    <section aria-label={`${name}: stopped`} className="flex flex-wrap items-center gap-2 pb-1 pl-4">
      <p className="font-mono text-measure text-ink-3">
        Stopped at {formatCount(job.done)} of {formatCount(job.total)}
      </p>
      <Button size="small" onClick={() => embedModel(workbench, model)}>
        Resume
      </Button>
    </section>
  )
}

/** 1 batch, 3 batches, 2 failed batches. */
function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : noun.endsWith('ch') ? 'es' : 's'}`
}
