import { useNavigate } from '@tanstack/react-router'
import type { Invocation } from '../../../server/contract/invocation.ts'
import type { Session, SessionDocument } from '../../../server/contract/session.ts'
import { failureMessage } from '../../api/failureMessage.ts'
import { queryClient } from '../../api/queryClient.ts'
import { request } from '../../api/request.ts'
import { Button } from '../../ui/Button.tsx'
import { showToast } from '../../ui/Toast.tsx'
import { comparisonOf, queryOf } from './documentOf.ts'

interface OpenInButtonsProps {
  invocation: Invocation
  /** The page it stands on is Query already. */
  isOnQuery?: boolean
}

/** The same request on a page where it can be changed and sent again: a new session, saved at once. */
export function OpenInButtons({ invocation, isOnQuery = false }: OpenInButtonsProps) {
  const navigate = useNavigate()
  const comparison = comparisonOf(invocation, () => crypto.randomUUID())

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
    await navigate({
      to: document.page === 'compare' ? '/compare/$sessionId' : '/query/$sessionId',
      params: { sessionId },
    })
    if (note !== undefined) showToast({ message: note })
  }

  return (
    <div className="flex flex-wrap gap-2">
      {comparison && (
        <Button size="small" onClick={() => void open(comparison.document, comparison.note)}>
          Open in Compare
        </Button>
      )}
      {!isOnQuery && invocation.requestBody !== '' && invocation.requestBody !== '{}' && (
        <Button size="small" onClick={() => void open(queryOf(invocation, () => crypto.randomUUID()))}>
          Open in Query
        </Button>
      )}
    </div>
  )
}

function titleOf({ endpoint, startedAt }: Invocation): string {
  return `${endpoint}, ${new Date(startedAt).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })}`
}
