import { memo, useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { LongText } from '../../ui/LongText.tsx'
import { TextArea } from '../../ui/TextArea.tsx'
import { formatCount } from '../../ui/formatNumber.ts'
import { useCompare, useComparison } from './compareState.ts'
import { copyText } from './copy.ts'
import { Race } from './Race.tsx'
import { editAndResend } from './sending.ts'

/** A pasted book must not be laid out in a box of a few lines. */
const maxShownLength = 20_000

interface PromptRowProps {
  turnId: string
  /** In little height, above tiles. */
  isLow?: boolean
}

/** A turn's prompt, once for all its answers, with the race beside it. */
export const PromptRow = memo(function PromptRow({ turnId, isLow = false }: PromptRowProps) {
  const prompt = useCompare(({ document }) => document.turns.find(({ id }) => id === turnId)?.prompt ?? '')
  const [isEditing, setIsEditing] = useState(false)
  const [wantsWhole, setIsWhole] = useState(false)
  const isWhole = wantsWhole || prompt.length <= maxShownLength
  return (
    <div className="grid items-start gap-x-6 gap-y-3 px-4 pt-[18px] pb-3 min-[700px]:grid-cols-[minmax(0,1fr)_min(380px,36%)]">
      {isEditing ? (
        <PromptEditor turnId={turnId} prompt={prompt} onDone={() => setIsEditing(false)} />
      ) : (
        <div className="group flex min-w-0 items-start gap-1">
          <h2
            dir="auto"
            // A long one scrolls by itself, so the keyboard must reach it.
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
            tabIndex={prompt.length > 300 ? 0 : undefined}
            className="max-h-[min(40vh,24rem)] max-w-[72ch] min-w-0 overflow-auto text-prompt font-medium tracking-[-0.005em] wrap-anywhere whitespace-pre-wrap"
          >
            <LongText text={isWhole ? prompt : prompt.slice(0, maxShownLength)} />
          </h2>
          {!isWhole && (
            <Button size="small" onClick={() => setIsWhole(true)}>
              Show all {formatCount(prompt.length)} characters
            </Button>
          )}
          <span className="flex flex-none pointer-coarse:-my-2.5 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100">
            <IconButton label="Edit and send again" size="small" onClick={() => setIsEditing(true)}>
              <Icon name="pencil" className="size-3.5" />
            </IconButton>
            <IconButton label="Copy prompt" size="small" onClick={() => copyText(prompt)}>
              <Icon name="copy" className="size-3.5" />
            </IconButton>
          </span>
        </div>
      )}
      <Race turnId={turnId} isLow={isLow} />
    </div>
  )
})

interface PromptEditorProps {
  turnId: string
  prompt: string
  onDone: () => void
}

function PromptEditor({ turnId, prompt, onDone }: PromptEditorProps) {
  const comparison = useComparison()
  const [text, setText] = useState(prompt)
  function send() {
    if (!text.trim()) return
    editAndResend(comparison, turnId, text)
    onDone()
  }
  return (
    <div className="grid gap-2">
      <TextArea
        ref={focusAtEnd}
        aria-label="Prompt"
        dir="auto"
        value={text}
        onChange={setText}
        isAutoGrowing
        className="max-h-[40vh] text-prompt"
        onKeyDown={(event) => {
          if (event.key === 'Escape') onDone()
          else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send()
          else return
          event.preventDefault()
          event.stopPropagation()
        }}
      />
      <div className="flex flex-wrap items-center gap-2">
        <Button kind="primary" size="small" disabled={!text.trim()} onClick={send}>
          Send again from here
        </Button>
        <Button kind="plain" size="small" onClick={onDone}>
          Cancel
        </Button>
        <span className="text-note text-ink-3">Later turns are set aside.</span>
      </div>
    </div>
  )
}

/** Stable, so that React calls it once. */
function focusAtEnd(element: HTMLTextAreaElement | null) {
  element?.focus()
  element?.setSelectionRange(element.value.length, element.value.length)
}
