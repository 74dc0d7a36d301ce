import { Autocomplete } from '@base-ui/react/autocomplete'
import { useState, type RefObject } from 'react'
import { fieldClasses } from '../../ui/fieldClasses.ts'
import { joinClasses } from '../../ui/joinClasses.ts'
import { maxTagLength } from './tagChange.ts'

interface TagFieldProps {
  field: RefObject<HTMLInputElement | null>
  /** To complete with, the most used first. */
  known: readonly string[]
  onAdd: (name: string) => void
}

/** Enter or a comma adds what is typed, or the completion that was gone to. With nothing typed, Enter is the form's. */
export function TagField({ field, known, onAdd }: TagFieldProps) {
  const [typed, setTyped] = useState('')
  const [isOpen, setIsOpen] = useState(false)
  const [highlighted, setHighlighted] = useState<string>()
  const add = (name: string) => {
    onAdd(name)
    setTyped('')
    setIsOpen(false)
  }
  return (
    <Autocomplete.Root
      items={known}
      value={typed}
      open={isOpen}
      onOpenChange={setIsOpen}
      onItemHighlighted={setHighlighted}
      onValueChange={(value, { reason }) => {
        if (reason === 'item-press') add(value)
        else if (value.endsWith(',')) add(value.slice(0, -1))
        else setTyped(value)
      }}
      limit={50}
    >
      <Autocomplete.Input
        ref={field}
        aria-label="Add a tag"
        placeholder="Add a tag"
        maxLength={maxTagLength}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
          if (isOpen && highlighted !== undefined) return
          if (typed.trim() === '') return
          event.preventDefault()
          add(typed)
        }}
        className={joinClasses(fieldClasses, 'h-[30px] pointer-coarse:h-11')}
      />
      <Autocomplete.Portal>
        <Autocomplete.Positioner sideOffset={4} className="z-50 outline-none">
          <Autocomplete.Popup className="pop max-h-[min(16rem,var(--available-height))] w-(--anchor-width) overflow-y-auto rounded-outer border border-line bg-surface p-1 shadow-float empty:hidden data-empty:hidden">
            <Autocomplete.List>
              {(name: string) => (
                <Autocomplete.Item
                  key={name}
                  value={name}
                  className="flex min-h-[30px] cursor-default items-center truncate rounded-inner px-2 text-control outline-none select-none data-highlighted:bg-raised pointer-coarse:min-h-11"
                >
                  {name}
                </Autocomplete.Item>
              )}
            </Autocomplete.List>
          </Autocomplete.Popup>
        </Autocomplete.Positioner>
      </Autocomplete.Portal>
    </Autocomplete.Root>
  )
}
