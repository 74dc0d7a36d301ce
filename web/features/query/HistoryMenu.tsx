import { useState } from 'react'
import type { Invocation } from '../../../server/contract/invocation.ts'
import type { QuerySend } from '../../../server/contract/queryDocument.ts'
import { request } from '../../api/request.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Popover } from '../../ui/Popover.tsx'
import { showToast } from '../../ui/Toast.tsx'
import { changeText, useQuerySession, useQueryState } from './query.ts'
import { useSendWords } from './useSendWords.ts'

interface HistoryMenuProps {
  shownSendId: string | undefined
  onShow: (sendId: string) => void
}

/** Every send of this query, newest first: to see its answers again, or to have its request back. */
export function HistoryMenu({ shownSendId, onShow }: HistoryMenuProps) {
  const query = useQuerySession()
  const sends = useQueryState((state) => state.document.sends)
  const [isOpen, setIsOpen] = useState(false)
  if (sends.length === 0) return null
  return (
    <Popover
      title="Sent"
      align="end"
      isOpen={isOpen}
      onOpenChange={setIsOpen}
      trigger={
        <Button kind="plain">
          <Icon name="versions" className="sm:hidden" />
          <span>
            <span className="max-sm:sr-only">History </span>
            {sends.length}
          </span>
        </Button>
      }
    >
      <ul className="grid max-h-[60vh] w-[min(420px,86vw)] gap-1 overflow-y-auto">
        {sends.map((send, index) => (
          <Send
            key={send.id}
            send={send}
            isShown={send.id === (shownSendId ?? sends[0]?.id)}
            number={sends.length - index}
            onShow={() => {
              onShow(send.id)
              setIsOpen(false)
            }}
            onRestore={() => void restore(send)}
          />
        ))}
      </ul>
    </Popover>
  )

  async function restore(send: QuerySend) {
    const [id] = Object.values(send.invocations).flat()
    const before = query.store.getState().document.text
    try {
      const { requestBody } = await request<Invocation>(`/api/invocations/${id ?? ''}`)
      changeText(query, requestBody)
      onShow(send.id)
      setIsOpen(false)
      showToast({
        message: 'The request is as it was written then.',
        action: { label: 'Undo', onSelect: () => changeText(query, before) },
      })
    } catch (error) {
      showToast({ message: error instanceof Error ? error.message : String(error) })
    }
  }
}

interface SendProps {
  send: QuerySend
  number: number
  isShown: boolean
  onShow: () => void
  onRestore: () => void
}

function Send({ send, number, isShown, onShow, onRestore }: SendProps) {
  const words = useSendWords(send)
  return (
    <li className={`flex items-center gap-2 rounded-inner px-2 py-1 ${isShown ? 'bg-raised' : ''}`}>
      <span className="w-7 flex-none font-mono text-measure text-ink-3">{number}</span>
      <span className="min-w-0 flex-1 truncate text-control">{words}</span>
      <Button size="small" kind="plain" onClick={onShow} aria-label={`Answers of send ${number}`}>
        Answers
      </Button>
      <Button size="small" kind="plain" onClick={onRestore} aria-label={`Request of send ${number}`}>
        Request
      </Button>
    </li>
  )
}
