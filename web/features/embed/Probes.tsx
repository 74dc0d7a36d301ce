import { useEffect, useRef, useState } from 'react'
import type { EmbedModel } from '../../../server/contract/embedDocument.ts'
import { failureMessage } from '../../api/failureMessage.ts'
import { Button } from '../../ui/Button.tsx'
import { FindingLine } from './FindingLine.tsx'
import { modelName } from './models.ts'
import { probes, type Finding } from './probes.ts'
import { useWorkbench } from './workbench.ts'

/** Asks the endpoint the same in two ways, when asked to: it costs requests. */
export function Probes({ model }: { model: EmbedModel }) {
  const { sessionId } = useWorkbench()
  const [findings, setFindings] = useState<Finding[]>()
  const [isRunning, setIsRunning] = useState(false)
  const stop = useRef<AbortController>(undefined)
  useEffect(() => () => stop.current?.abort(), [])

  async function run() {
    const { signal } = (stop.current = new AbortController())
    setIsRunning(true)
    setFindings([])
    for (const probe of probes) {
      const finding = await probe({ model, sessionId, signal }).catch((error: unknown): Finding => ({
        name: 'Failed',
        verdict: 'bad',
        words: failureMessage(error),
      }))
      if (signal.aborted) return
      setFindings((before) => [...(before ?? []), finding])
    }
    setIsRunning(false)
  }

  return (
    <>
      {findings && findings.length > 0 && (
        <ul className="grid gap-0.5" aria-label={`Checks of ${modelName(model)}`}>
          {findings.map(({ name, verdict, words }) => (
            <FindingLine key={name} verdict={verdict} name={name}>
              {words}
            </FindingLine>
          ))}
        </ul>
      )}
      <Button
        size="small"
        className="mt-1 justify-self-start"
        disabled={isRunning}
        title="Batch against single, long input, base64 against float"
        onClick={() => void run()}
      >
        {isRunning ? 'Checking…' : findings ? 'Check again' : `Check ${modelName(model)}`}
      </Button>
    </>
  )
}
