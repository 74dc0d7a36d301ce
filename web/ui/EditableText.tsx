import { useState, type KeyboardEvent } from 'react'
import { joinClasses } from './joinClasses.ts'

interface EditableTextProps {
  value: string
  onCommit: (value: string) => void
  /** What it is, for the field and the button: "Title". */
  label: string
  /** Shown while the value is empty. */
  placeholder?: string
  className?: string
  /** Starts, and ends, from outside: a menu's Rename. */
  isEditing?: boolean
  onEditingChange?: (isEditing: boolean) => void
}

/** Text that becomes a field when clicked. Enter keeps, Escape gives back what was there, leaving keeps. */
export function EditableText(props: EditableTextProps) {
  const [isEditingHere, setIsEditingHere] = useState(false)
  const isEditing = props.isEditing ?? isEditingHere
  const setIsEditing = (next: boolean) => {
    setIsEditingHere(next)
    props.onEditingChange?.(next)
  }
  if (isEditing) return <EditField {...props} onDone={() => setIsEditing(false)} />
  return (
    <button
      type="button"
      title={props.label}
      onClick={() => setIsEditing(true)}
      className={joinClasses(
        'max-w-full min-w-0 cursor-text truncate rounded-inner border border-transparent px-1.5 py-1 text-left hover:border-line-strong pointer-coarse:min-h-10',
        !props.value && 'text-ink-3',
        props.className,
      )}
    >
      {props.value || props.placeholder}
    </button>
  )
}

function EditField({
  value,
  onCommit,
  label,
  placeholder,
  className,
  onDone,
}: EditableTextProps & { onDone: () => void }) {
  const [text, setText] = useState(value)
  function keep() {
    if (text.trim() !== value) onCommit(text.trim())
    onDone()
  }
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) keep()
    if (event.key === 'Escape') onDone()
    event.stopPropagation()
  }
  return (
    <input
      // The person asked for the field by clicking the text: focus belongs in it.
      ref={takeFocus}
      aria-label={label}
      placeholder={placeholder}
      value={text}
      maxLength={300}
      onChange={(event) => setText(event.target.value)}
      onBlur={keep}
      onKeyDown={onKeyDown}
      className={joinClasses(
        'w-full max-w-[44ch] min-w-0 rounded-inner border border-line-strong bg-surface px-1.5 py-1',
        className,
      )}
    />
  )
}

/** Stable, so that React calls it once when the field appears and not on every keystroke. */
function takeFocus(element: HTMLInputElement | null) {
  element?.focus()
  element?.select()
}
