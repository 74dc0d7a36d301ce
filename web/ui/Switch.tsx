import type { ReactNode } from 'react'

interface SwitchProps {
  isOn: boolean
  onChange: (isOn: boolean) => void
  label: ReactNode
  isDisabled?: boolean
}

export function Switch({ isOn, onChange, label, isDisabled = false }: SwitchProps) {
  return (
    <label className="inline-flex items-center gap-2 text-control text-ink pointer-coarse:min-h-11">
      <input
        type="checkbox"
        role="switch"
        checked={isOn}
        aria-checked={isOn}
        disabled={isDisabled}
        onChange={(event) => onChange(event.target.checked)}
        className="relative h-[18px] w-[30px] flex-none appearance-none rounded-full border border-ink-3 bg-raised transition-colors duration-100 before:absolute before:top-[2px] before:left-[2px] before:size-3 before:rounded-full before:bg-ink-2 before:transition-transform before:duration-100 checked:border-ink checked:bg-ink checked:before:translate-x-3 checked:before:bg-on-ink disabled:opacity-50"
      />
      <span>{label}</span>
    </label>
  )
}
