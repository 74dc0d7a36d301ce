import { cloneElement, useId, type ReactElement, type ReactNode } from 'react'

interface FieldProps {
  label: string
  hint?: ReactNode
  error?: ReactNode
  /** One control that takes id, aria-describedby and aria-invalid. */
  children: ReactElement<Record<string, unknown>>
}

export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId()
  const note = error ?? hint
  const control = cloneElement(children, {
    id,
    'aria-describedby': note ? `${id}-note` : undefined,
    'aria-invalid': error ? true : undefined,
  })
  return (
    <div className="grid grid-cols-1 gap-1">
      <label htmlFor={id} className="text-note font-medium text-ink-2">
        {label}
      </label>
      {control}
      {note && (
        <p id={`${id}-note`} className={error ? 'text-note text-bad' : 'text-note text-ink-3'}>
          {note}
        </p>
      )}
    </div>
  )
}
