import { useState } from 'react'
import type { EmbedModel } from '../../../server/contract/embedDocument.ts'
import { embedBatch } from '../../api/embeddings.ts'
import { failureMessage } from '../../api/failureMessage.ts'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/TextField.tsx'
import type { Effect } from '../../vectors/analyses.ts'
import { callAnalysis } from '../../vectors/callAnalysis.ts'
import { measureText } from './figures.ts'
import { changeModel } from './models.ts'
import { readExtra } from '../../models/requestBody/readExtra.ts'
import { viewOf } from './useAnalysis.ts'
import { useWorkbench } from './workbench.ts'

/** Enough to see whether it matters, few enough to cost little. */
const maxTexts = 48

/** Embeds some of the texts with a prefix and says how far they moved. */
export function PrefixEffect({ model }: { model: EmbedModel }) {
  const workbench = useWorkbench()
  const [prefix, setPrefix] = useState('query: ')
  const [result, setResult] = useState<{ prefix: string; effect: Effect | undefined }>()
  const [failure, setFailure] = useState<string>()
  const [isRunning, setIsRunning] = useState(false)

  async function run() {
    const { document } = workbench.store.getState()
    const texts = document.texts.filter(({ text }) => text.trim() !== '').slice(0, maxTexts)
    setIsRunning(true)
    setFailure(undefined)
    try {
      const bytes = await embedBatch(
        {
          id: crypto.randomUUID(),
          sessionId: workbench.sessionId,
          endpoint: model.endpoint ?? '',
          body: { ...readExtra(model.extra), input: texts.map(({ text }) => prefix + text) },
          textIds: texts.map(({ id }) => id),
        },
        new AbortController().signal,
      )
      const { metric, neighbours: k } = document
      setResult({ prefix, effect: await callAnalysis('effect', { view: viewOf(model), metric, k, bytes }) })
    } catch (error) {
      setFailure(failureMessage(error))
    }
    setIsRunning(false)
  }

  return (
    <section aria-label="A prefix" className="grid gap-1.5">
      <h3 className="text-control font-semibold">A prefix</h3>
      <form
        className="flex gap-1.5"
        onSubmit={(event) => {
          event.preventDefault()
          void run()
        }}
      >
        <TextField aria-label="Prefix to try" value={prefix} onChange={setPrefix} className="max-w-52 font-mono" />
        <Button type="submit" disabled={prefix === '' || isRunning}>
          {isRunning ? 'Embedding…' : 'Try'}
        </Button>
        {result && result.prefix !== model.prefix && (
          <Button kind="plain" onClick={() => changeModel(workbench, model.id, { prefix: result.prefix })}>
            Use it
          </Button>
        )}
      </form>
      {failure !== undefined && <p className="text-note wrap-anywhere text-bad">{failure}</p>}
      {result && (
        <p aria-live="polite" className="text-note text-ink-2">
          {result.effect
            ? `“${result.prefix}” before ${result.effect.texts} texts: mean cosine to the vector without it ${measureText(result.effect.meanCosine, 3)}; they share ${measureText(result.effect.overlap)} of their neighbours.`
            : 'There is no vector to compare with yet.'}
        </p>
      )}
      {!result && failure === undefined && (
        <p className="text-note text-ink-3">Embeds up to {maxTexts} of the texts with it once more.</p>
      )}
    </section>
  )
}
