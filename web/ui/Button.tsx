import type { ComponentProps } from 'react'
import { joinClasses } from './joinClasses.ts'

export interface ButtonProps extends ComponentProps<'button'> {
  kind?: 'default' | 'plain' | 'primary' | 'danger'
  size?: 'default' | 'small'
}

export function Button({ kind = 'default', size = 'default', className, type = 'button', ...props }: ButtonProps) {
  return <button type={type} className={joinClasses(buttonClasses(kind, size), className)} {...props} />
}

/** For what looks like a button and is not one: a link, a file label. */
export function buttonClasses(kind: ButtonProps['kind'] = 'default', size: ButtonProps['size'] = 'default'): string {
  return joinClasses(
    'inline-flex flex-none cursor-default items-center justify-center gap-[7px] rounded-inner border font-medium whitespace-nowrap select-none',
    'transition-colors duration-100 disabled:opacity-50 aria-disabled:opacity-50',
    size === 'small' ? 'h-6 px-2 text-note' : 'h-[30px] px-[11px] text-control',
    'pointer-coarse:min-h-11 pointer-coarse:px-3',
    looks[kind],
  )
}

const looks = {
  default: 'border-line-strong bg-surface text-ink enabled:hover:bg-raised data-popup-open:bg-raised',
  plain:
    'border-transparent bg-transparent text-ink-2 enabled:hover:bg-raised enabled:hover:text-ink data-popup-open:bg-raised data-popup-open:text-ink',
  primary: 'border-ink bg-ink text-on-ink enabled:hover:bg-ink-hover',
  danger: 'border-bad-line bg-surface text-bad enabled:hover:bg-bad-ground',
}
