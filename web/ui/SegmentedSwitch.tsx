import type { ReactNode } from 'react'
import { joinClasses } from './joinClasses.ts'

interface SegmentedSwitchProps<Value extends string> {
  /** Accessible name of the group. */
  label: string
  options: { value: Value; label: ReactNode; isDisabled?: boolean; title?: string }[]
  value: Value
  onChange: (value: Value) => void
}

/** A choice among few, all in view. */
export function SegmentedSwitch<Value extends string>({
  label,
  options,
  value,
  onChange,
}: SegmentedSwitchProps<Value>) {
  return (
    <fieldset
      aria-label={label}
      className="inline-flex max-w-full flex-none overflow-x-auto rounded-[7px] bg-raised p-0.5"
    >
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          disabled={option.isDisabled}
          title={option.title}
          onClick={() => onChange(option.value)}
          className={joinClasses(
            'rounded-[5px] px-2 py-[3px] font-mono text-measure leading-[1.2] font-medium whitespace-nowrap text-ink-2 disabled:opacity-50 pointer-coarse:min-h-10 pointer-coarse:px-3',
            'aria-pressed:bg-segment aria-pressed:text-ink aria-pressed:shadow-segment',
          )}
        >
          {option.label}
        </button>
      ))}
    </fieldset>
  )
}
