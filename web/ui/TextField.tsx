import type { ComponentProps } from 'react'
import { fieldClasses } from './fieldClasses.ts'
import { joinClasses } from './joinClasses.ts'

interface TextFieldProps extends Omit<ComponentProps<'input'>, 'onChange' | 'value'> {
  value: string
  onChange: (value: string) => void
}

export function TextField({ value, onChange, className, ...props }: TextFieldProps) {
  return (
    <input
      type="text"
      autoComplete="off"
      spellCheck={false}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className={joinClasses(fieldClasses, 'h-[30px] pointer-coarse:h-11', className)}
      {...props}
    />
  )
}
