import { useState, type ComponentProps, type KeyboardEvent } from 'react'
import { TextField } from './TextField.tsx'
import { parseNumber, stepNumber } from './parseNumber.ts'

interface NumberFieldProps extends Omit<ComponentProps<'input'>, 'onChange' | 'value' | 'min' | 'max' | 'step'> {
  /** undefined = not set: the field is empty. */
  value: number | undefined
  onChange: (value: number | undefined) => void
  min?: number
  max?: number
  step?: number
}

/** A number as it is typed: what is not yet a number ("1.", "-") stays in the field and is marked, never thrown away. */
export function NumberField({ value, onChange, min, max, step = 1, ...props }: NumberFieldProps) {
  const [text, setText] = useState<string>()
  const shown = text !== undefined && parseNumber(text) === value ? text : (text ?? format(value))
  const isInvalid = text !== undefined && text.trim() !== '' && parseNumber(text) === undefined

  function change(next: string) {
    setText(next)
    const parsed = parseNumber(next)
    if (parsed !== undefined || next.trim() === '') onChange(parsed)
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    props.onKeyDown?.(event)
    const direction = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0
    if (direction === 0) return
    event.preventDefault()
    const next = stepNumber(value, direction * step, min, max)
    setText(undefined)
    onChange(next)
  }

  return (
    <TextField
      {...props}
      inputMode="decimal"
      value={shown}
      onChange={change}
      onKeyDown={onKeyDown}
      onBlur={(event) => {
        if (!isInvalid) setText(undefined)
        props.onBlur?.(event)
      }}
      aria-invalid={isInvalid || props['aria-invalid']}
      className={`font-mono tabular-nums ${props.className ?? ''}`}
    />
  )
}

function format(value: number | undefined): string {
  return value === undefined ? '' : String(value)
}
