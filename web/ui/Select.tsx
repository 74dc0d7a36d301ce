import type { ComponentProps } from 'react'
import { Icon } from './Icon.tsx'
import { fieldClasses } from './fieldClasses.ts'
import { joinClasses } from './joinClasses.ts'

interface SelectOption {
  value: string
  label: string
  isDisabled?: boolean
}

interface SelectProps extends Omit<ComponentProps<'select'>, 'onChange' | 'value'> {
  value: string
  onChange: (value: string) => void
  options: SelectOption[]
}

/** The platform's own select: its list, its keys, its picker on a phone. */
export function Select({ value, onChange, options, className, ...props }: SelectProps) {
  return (
    <span className={joinClasses('relative inline-block', className ?? 'w-full')}>
      <select
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className={joinClasses(fieldClasses, 'h-[30px] appearance-none pr-8 pointer-coarse:h-11')}
        {...props}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.isDisabled}>
            {option.label}
          </option>
        ))}
      </select>
      <Icon
        name="chevron-down"
        className="pointer-events-none absolute top-1/2 right-2 size-3.5 -translate-y-1/2 text-ink-2"
      />
    </span>
  )
}
