import { useEffect, useRef, useState } from 'react'
import { useShortcut } from './shortcuts.ts'
import { TextField } from './TextField.tsx'

/** Long enough that a word is searched for once, not once a letter. */
const msTypingPause = 250

interface SearchFieldProps {
  /** What is searched for now; what is typed follows it after a pause, or with Enter. */
  value: string
  onChange: (value: string) => void
  label: string
  /** Of `/`, which brings the focus here. */
  keyDescription: string
  maxLength?: number
}

export function SearchField({ value, onChange, label, keyDescription, maxLength }: SearchFieldProps) {
  const [typed, setTyped] = useState<string>()
  const [previous, setPrevious] = useState(value)
  if (previous !== value) {
    // The address changed: by what was typed, or by going back.
    setPrevious(value)
    setTyped(undefined)
  }
  const field = useRef<HTMLInputElement>(null)
  useShortcut(
    '/',
    () => {
      field.current?.focus()
      field.current?.select()
    },
    { description: keyDescription },
  )
  useEffect(() => {
    if (typed === undefined || typed === value) return
    const timer = setTimeout(() => onChange(typed), msTypingPause)
    return () => clearTimeout(timer)
  }, [typed, value, onChange])
  return (
    <TextField
      ref={field}
      type="search"
      aria-label={label}
      placeholder={label}
      maxLength={maxLength}
      value={typed ?? value}
      onChange={setTyped}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && typed !== undefined) onChange(typed)
      }}
      className="min-w-40 flex-1 max-sm:basis-full sm:max-w-80"
    />
  )
}
