import type { ReactElement } from 'react'
import type { ButtonProps } from './Button.tsx'
import { Tooltip } from './Tooltip.tsx'
import { joinClasses } from './joinClasses.ts'

interface IconButtonProps extends Omit<ButtonProps, 'aria-label' | 'size'> {
  /** Its accessible name, and the tooltip. */
  label: string
  size?: 'default' | 'small'
  children: ReactElement
}

export function IconButton({ label, kind = 'plain', size = 'default', className, ...props }: IconButtonProps) {
  return (
    <Tooltip text={label}>
      <button
        type="button"
        aria-label={label}
        className={joinClasses(
          'inline-flex flex-none cursor-default items-center justify-center rounded-inner border transition-colors duration-100 disabled:opacity-45',
          size === 'small' ? 'size-6' : 'size-7',
          'pointer-coarse:size-11',
          looks[kind],
          className,
        )}
        {...props}
      />
    </Tooltip>
  )
}

const looks = {
  default: 'border-line-strong bg-surface text-ink enabled:hover:bg-raised data-popup-open:bg-raised',
  plain:
    'border-transparent text-ink-2 enabled:hover:bg-raised enabled:hover:text-ink data-popup-open:bg-raised data-popup-open:text-ink aria-pressed:bg-raised aria-pressed:text-ink',
  primary: 'border-ink bg-ink text-on-ink enabled:hover:bg-ink-hover',
  danger: 'border-transparent text-bad enabled:hover:bg-bad-ground',
}
