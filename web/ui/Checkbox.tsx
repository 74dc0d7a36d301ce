import type { ReactNode } from 'react'

interface CheckboxProps {
  isChecked: boolean
  onChange: (isChecked: boolean) => void
  label: ReactNode
  isDisabled?: boolean
}

export function Checkbox({ isChecked, onChange, label, isDisabled = false }: CheckboxProps) {
  return (
    <label className="flex min-w-0 items-center gap-2 text-control text-ink pointer-coarse:min-h-11">
      <input
        type="checkbox"
        checked={isChecked}
        disabled={isDisabled}
        onChange={(event) => onChange(event.target.checked)}
        className="checkbox"
      />
      <span className="min-w-0">{label}</span>
    </label>
  )
}
