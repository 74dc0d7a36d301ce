import { useQuery } from '@tanstack/react-query'
import type { SessionDocument } from '../../../server/contract/session.ts'
import { versionQuery } from '../../api/versions.ts'
import { CopyButton } from '../inspector/CopyButton.tsx'

/** What stood in a version's prompts and was not sent: no page of a session shows it, and it may be all that differs. */
export function TypedTexts({ sessionId, number }: { sessionId: string; number: number }) {
  const { data } = useQuery(versionQuery(sessionId, number))
  const texts = data ? typedTexts(data.session.document) : []
  if (texts.length === 0) return null
  return (
    <section
      aria-label="Typed and not sent"
      className="max-h-[30%] flex-none overflow-y-auto border-b border-line px-4 py-3"
    >
      <h3 className="text-note text-ink-2">Typed and not sent</h3>
      {texts.map((text) => (
        <div key={text} className="flex items-start gap-2">
          <p dir="auto" className="min-w-0 flex-1 py-1 text-reading wrap-anywhere whitespace-pre-wrap">
            {text}
          </p>
          <CopyButton text={text} label="Copy" />
        </div>
      ))}
    </section>
  )
}

function typedTexts(document: SessionDocument): string[] {
  if (document.page !== 'compare') return []
  const texts = [document.draft, ...document.panes.map(({ draft }) => draft)]
  return [...new Set(texts.filter((text) => text.trim() !== ''))]
}
