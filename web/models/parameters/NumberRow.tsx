import { Field } from '../../ui/Field.tsx'
import { NumberField } from '../../ui/NumberField.tsx'
import type { ParameterRow } from './parameterRows.ts'

interface NumberRowProps {
  row: Omit<ParameterRow, 'name' | 'short'>
  value: number | undefined
  /** What applies where it is left empty; shown in it. */
  inherited?: number | undefined
  onChange: (value: number | undefined) => void
}

export function NumberRow({ row, value, inherited, onChange }: NumberRowProps) {
  return (
    <Field label={row.label} {...(value !== undefined && { error: outOfRange(row, value) })}>
      <NumberField
        value={value}
        onChange={onChange}
        title={row.note}
        placeholder={inherited === undefined ? 'not set' : String(inherited)}
        step={row.step}
        {...(row.min !== undefined && { min: row.min })}
        {...(row.max !== undefined && { max: row.max })}
      />
    </Field>
  )
}

/** Said, never enforced: some provider may take it, and the one that does not says so. */
function outOfRange({ min, max, isInteger }: NumberRowProps['row'], value: number): string | undefined {
  if (isInteger && !Number.isInteger(value)) return 'A whole number.'
  if (min !== undefined && value < min) return `Usually ${min} or more.`
  if (max !== undefined && value > max) return `Usually ${max} or less.`
  return undefined
}
