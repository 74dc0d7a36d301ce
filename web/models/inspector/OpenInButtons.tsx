import { useNavigate } from '@tanstack/react-router'
import type { Invocation } from '../../../server/contract/invocation.ts'
import type { Session, SessionDocument } from '../../../server/contract/session.ts'
import { failureMessage } from '../../api/failureMessage.ts'
import { queryClient } from '../../api/queryClient.ts'
import { request } from '../../api/request.ts'
import { Button } from '../../ui/Button.tsx'
import { showToast } from '../../ui/Toast.tsx'
import { sessionPages } from '../session/sessionPages.ts'
import { completionOf } from './completionOf.ts'
import { comparisonOf, queryOf } from './documentOf.ts'
import { embeddingOf } from './embeddingOf.ts'

interface OpenInButtonsProps {
  invocation: Invocation
  /** The page it stands on is Query already. */
  isOnQuery?: boolean
}

/** The same request on a page where it can be changed and sent again: a new session, saved at once. */
export function OpenInButtons({ invocation, isOnQuery = false }: OpenInButtonsProps) {
  const navigate = useNavigate()
  const newId = () => crypto.randomUUID()
  const pages = [
    { label: 'Compare', found: comparisonOf(invocation, newId) },
    { label: 'Complete', found: completionOf(invocation, newId) },
    { label: 'Embed', found: embeddingOf(invocation, newId) },
  ]

  async function open(document: SessionDocument, note?: string) {
    const sessionId = crypto.randomUUID()
    try {
      const save = { revision: 0, title: titleOf(invocation), document }
      await request<Session>(`/api/sessions/${sessionId}`, { method: 'PUT', body: save })
    } catch (error) {
      showToast({ message: `Not opened. ${failureMessage(error)}` })
      return
    }
    void queryClient.invalidateQueries({ queryKey: ['sessions'] })
    await navigate({ to: sessionPages[document.page].to, params: { sessionId } })
    if (note !== undefined) showToast({ message: note })
  }

  return (
    <div className="flex flex-wrap gap-2">
      {pages.map(
        ({ label, found }) =>
          found && (
            <Button
              key={label}
              size="small"
              onClick={() => void open(found.document, 'note' in found ? found.note : undefined)}
            >
              Open in {label}
            </Button>
          ),
      )}
      {!isOnQuery && invocation.requestBody !== '' && invocation.requestBody !== '{}' && (
        <Button size="small" onClick={() => void open(queryOf(invocation, newId))}>
          Open in Query
        </Button>
      )}
    </div>
  )
}

function titleOf({ endpoint, startedAt }: Invocation): string {
  return `${endpoint}, ${new Date(startedAt).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })}`
}
