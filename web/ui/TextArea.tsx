import type { ComponentProps } from 'react'
import { fieldClasses } from './fieldClasses.ts'
import { joinClasses } from './joinClasses.ts'

/** Growing lays the whole text out at every key: megabytes of it would hold the page for seconds. */
const maxMeasuredLength = 50_000

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
  ...props
}: TextAreaProps) {
  return (
    <textarea
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className={joinClasses(
        isBare
          ? 'w-full min-w-0 bg-transparent text-ink outline-none placeholder:text-ink-3 pointer-coarse:text-[1rem]'
          : joinClasses(fieldClasses, 'py-1.5'),
        'block resize-none',
        isAutoGrowing && (value.length > maxMeasuredLength ? 'h-60' : 'field-sizing-content'),
        className,
      )}
      {...props}
    />
  )
}
