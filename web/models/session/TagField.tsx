import { Autocomplete } from '@base-ui/react/autocomplete'
import { useState, type RefObject } from 'react'
import { fieldClasses } from '../../ui/fieldClasses.ts'
import { joinClasses } from '../../ui/joinClasses.ts'
import { maxTagLength } from '../../../server/contract/tagChange.ts'

interface TagFieldProps {
  field: RefObject<HTMLInputElement | null>
  /** To complete with, the most used first. */
  known: readonly string[]
  onAdd: (name: string) => void
  onDone: () => void
}

/** Enter or a comma adds what is typed, or the completion that was gone to; with nothing typed, Enter is all. */
export function TagField({ field, known, onAdd, onDone }: TagFieldProps) {
  const [typed, setTyped] = useState('')
  const [isOpen, setIsOpen] = useState(false)
  const [highlighted, setHighlighted] = useState<string>()
  const words = typed.trim().toLocaleLowerCase()
  const completions = words === '' ? [] : known.filter((name) => name.toLocaleLowerCase().includes(words))
  const add = (name: string) => {
    onAdd(name)
    setTyped('')
  }
  return (
    <Autocomplete.Root
      items={completions}
      mode="none"
      value={typed}
      // Without completions there is no popup: while one is open, everything else is hidden from assistive technology.
      open={isOpen && completions.length > 0}
      onOpenChange={setIsOpen}
      onItemHighlighted={setHighlighted}
      onValueChange={(value, { reason }) => {
        if (reason === 'item-press') add(value)
        else if (value.endsWith(',')) add(value.slice(0, -1))
        else setTyped(value)
      }}
    >
      <Autocomplete.Input
        ref={field}
        aria-label="Add a tag"
        placeholder="Add a tag"
        maxLength={maxTagLength}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
          if (isOpen && highlighted !== undefined && completions.length > 0) return
          event.preventDefault()
          if (words === '') onDone()
          else add(typed)
        }}
        className={joinClasses(fieldClasses, 'h-[30px] pointer-coarse:h-11')}
      />
      <Autocomplete.Portal>
        <Autocomplete.Positioner sideOffset={4} className="z-50 outline-none">
          <Autocomplete.Popup className="pop max-h-[min(16rem,var(--available-height))] w-(--anchor-width) overflow-y-auto rounded-outer border border-line bg-surface p-1 shadow-float">
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
