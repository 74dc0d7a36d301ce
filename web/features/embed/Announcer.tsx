import { useEmbed } from './workbench.ts'
import { modelName } from './models.ts'

/** Says to screen readers when a model began, ended or failed; never each batch. */
export function Announcer() {
  const text = useEmbed(({ document, jobs }) =>
    document.models
      .flatMap((model) => {
        const job = jobs[model.id]
        if (!job) return []
        const name = modelName(model)
        if (job.isRunning) return [`${name}: embedding.`]
        if (job.failed.length > 0) return [`${name}: ${job.failed.length} batches failed.`]
        return [job.isStopped ? `${name}: stopped.` : `${name}: done.`]
      })
      .join(' '),
  )
  return <output className="sr-only">{text}</output>
}
