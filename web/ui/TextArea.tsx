import { useState, type ComponentProps } from 'react'
import { flushSync } from 'react-dom'
import { fieldClasses } from './fieldClasses.ts'
import { joinClasses } from './joinClasses.ts'
import { readingDirection } from './readingDirection.ts'

/**
 * A longer text is laid out in a simpler way. Growing would measure all of it at every key, and with `dir="auto"`
 * Chromium's time grows with the square of a line: a line of 5 MB takes 20 s a key, and 0.5 s with a set direction.
 */
const maxCarefulLength = 50_000

interface TextAreaProps extends Omit<ComponentProps<'textarea'>, 'onChange' | 'value'> {
  value: string
  onChange: (value: string) => void
  /** Grows with its text up to its max-height. */
  isAutoGrowing?: boolean
  /** No box of its own: it stands in one. */
  isBare?: boolean
}

export function TextArea({
  value,
  onChange,
  isAutoGrowing = false,
  isBare = false,
  className,
  dir,
  ...props
}: TextAreaProps) {
  const isLong = value.length > maxCarefulLength
  // Stays: undo can bring a long text back, and says nothing before it does.
  const [wasLong, setWasLong] = useState(isLong)
  if (isLong && !wasLong) setWasLong(true)
  // The browser lays the text out as it inserts it, before any change is told.
  const prepare = (data: DataTransfer) => {
    if (data.getData('text/plain').length > maxCarefulLength) flushSync(() => setWasLong(true))
  }
  return (
    <textarea
      value={value}
      onChange={(event) => onChange(event.target.value)}
      onPaste={(event) => prepare(event.clipboardData)}
      onDrop={(event) => prepare(event.dataTransfer)}
      dir={dir === 'auto' && wasLong ? readingDirection(value) : dir}
      className={joinClasses(
        isBare
          ? 'w-full min-w-0 bg-transparent text-ink outline-none placeholder:text-ink-3 pointer-coarse:text-[1rem]'
          : joinClasses(fieldClasses, 'py-1.5'),
        'block resize-none',
        isAutoGrowing && (isLong ? 'h-60' : 'field-sizing-content'),
        className,
      )}
      {...props}
    />
  )
}
