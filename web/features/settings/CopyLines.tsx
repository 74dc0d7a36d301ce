import { CopyButton } from '../../models/inspector/CopyButton.tsx'

/** Text to take away, with one button for all of it. A long line wraps: what is copied has it whole. */
export function CopyLines({ label, lines }: { label: string; lines: string[] }) {
  const text = lines.join('\n')
  return (
    <div className="flex min-w-0 items-start gap-1 rounded-inner border border-line bg-raised py-1.5 pr-1.5 pl-3">
      <pre className="min-w-0 flex-1 py-1 font-mono text-note wrap-anywhere whitespace-pre-wrap select-all">{text}</pre>
      <CopyButton label={`Copy ${label.toLowerCase()}`} text={text} />
    </div>
  )
}
