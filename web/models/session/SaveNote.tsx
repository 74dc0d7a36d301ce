import { useQuery } from '@tanstack/react-query'
import { statusQuery } from '../../api/queries.ts'
import type { SaveState } from './autosave.ts'

/** Saved, Saving…, Not saved: why. Answers are saved by the server, which says itself where it cannot. */
export function SaveNote({ save, isStored }: { save: SaveState; isStored: boolean }) {
  const { data: status } = useQuery(statusQuery)
  const serverTrouble = status && status.saving !== 'ok' ? status.saving.failed : undefined
  const trouble = save.type === 'failed' ? save.message : serverTrouble
  if (trouble !== undefined)
    return (
      <output title={trouble} className="block max-w-[38vw] truncate text-bad">
        Not saved: {trouble.replace(/^Not saved: /, '')}
      </output>
    )
  if (save.type === 'saving') return 'Saving…'
  // On a phone the title needs the room: there the word is for those who listen.
  return isStored ? <span className="max-md:sr-only">Saved</span> : null
}
