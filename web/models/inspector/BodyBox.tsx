import { useMemo, useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { prettyJson } from './prettyJson.ts'
import { SourceBox } from './SourceBox.tsx'

/** A body: laid out where it is JSON, or byte for byte. */
export function BodyBox({ title, body }: { title: string; body: string }) {
  const [isRaw, setIsRaw] = useState(false)
  const pretty = useMemo(() => prettyJson(body), [body])
  const toggle = pretty !== undefined && (
    <Button kind="plain" size="small" aria-pressed={isRaw} onClick={() => setIsRaw(!isRaw)}>
      {isRaw ? 'Pretty' : 'Raw'}
    </Button>
  )
  return <SourceBox title={title} text={isRaw ? body : (pretty ?? body)} actions={toggle} />
}
