import type { Finding } from '../../models/requestBody/checkBody.ts'

const maxShown = 5

/** What is odd about the request, by line. It is said, never in the way. */
export function FindingsList({ id, findings }: { id: string; findings: Finding[] }) {
  return (
    <ul id={id} aria-label="Remarks" aria-live="polite" className="grid gap-1 text-note text-ink-2 empty:hidden">
      {findings.slice(0, maxShown).map(({ from, line, severity, message }) => (
        <li key={`${from} ${message}`} className="flex items-baseline gap-2">
          <i
            aria-hidden="true"
            className={`size-2 flex-none rounded-full ${severity === 'error' ? 'bg-bad' : 'bg-warn'}`}
          />
          <span className="min-w-0 wrap-anywhere">
            Line {line}: {message}
          </span>
        </li>
      ))}
      {findings.length > maxShown && <li>{findings.length - maxShown} more, marked in the text.</li>}
    </ul>
  )
}
