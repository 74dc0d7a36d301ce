import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { failureMessage } from '../../api/failureMessage.ts'
import { sessionFacetsQuery } from '../../api/sessionList.ts'
import { changeSessions } from '../../api/sessions.ts'
import { Button } from '../../ui/Button.tsx'
import { Chip } from '../../ui/Chip.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { sessionsInWords } from './sessionActions.ts'
import { closeTagEditor, useTagEditor, type TaggedSession } from './tagEditor.ts'
import { TagField } from './TagField.tsx'
import { addTag, changeTags, noTagChange, removeTag, tagsOf, type TagChange } from './tagChange.ts'

/** Over any page: the tags of one session, or what several have in common and what only some have. */
export function TagDialog() {
  const sessions = useTagEditor((state) => state.sessions)
  return sessions && <OpenDialog key={sessions.map(({ id }) => id).join()} sessions={sessions} />
}

function OpenDialog({ sessions }: { sessions: readonly TaggedSession[] }) {
  const { data: facets } = useQuery(sessionFacetsQuery)
  const field = useRef<HTMLInputElement>(null)
  const [change, setChange] = useState<TagChange>(noTagChange)
  const [error, setError] = useState<string>()
  const [isSaving, setIsSaving] = useState(false)
  const tags = tagsOf(sessions, change)
  const known = facets?.tags.map(({ name }) => name) ?? []

  async function save() {
    setIsSaving(true)
    try {
      const changed = sessions.filter(({ tags: before }) => changeTags(before, change).join() !== before.join())
      const after = new Map(changed.map(({ id, tags: before }) => [id, changeTags(before, change)]))
      await changeSessions([...after.keys()], (id) => ({ tags: after.get(id) ?? [] }))
      closeTagEditor()
    } catch (cause) {
      setError(failureMessage(cause))
      setIsSaving(false)
    }
  }

  return (
    <Dialog
      isOpen
      onClose={closeTagEditor}
      title={`Tags of ${sessionsInWords(sessions)}`}
      width="440px"
      initialFocus={field}
      footer={
        <>
          <Button kind="plain" onClick={closeTagEditor}>
            Cancel
          </Button>
          <Button kind="primary" disabled={isSaving} onClick={() => void save()}>
            Save
          </Button>
        </>
      }
    >
      <form
        className="grid grid-cols-[minmax(0,1fr)] gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        {tags.length === 0 && <p className="text-note text-ink-3">No tags yet.</p>}
        {tags.length > 0 && (
          <ul aria-label="Tags" className="flex flex-wrap gap-1.5">
            {tags.map(({ name, count, isOnAll }) => (
              <li key={name} className="min-w-0">
                <Chip
                  aria-label={`Remove tag ${name}`}
                  className="font-sans!"
                  onClick={() => setChange((before) => removeTag(before, name))}
                >
                  <span className="truncate">{name}</span>
                  {!isOnAll && (
                    <span className="font-normal text-ink-3">
                      {count} of {sessions.length}
                    </span>
                  )}
                  <Icon name="close" className="size-3" />
                </Chip>
              </li>
            ))}
          </ul>
        )}
        <TagField
          field={field}
          known={known.filter((name) => !tags.some((tag) => tag.isOnAll && tag.name === name))}
          onAdd={(name) => setChange((before) => addTag(before, name))}
        />
        {error !== undefined && <ErrorNote title="Not saved">{error}</ErrorNote>}
      </form>
    </Dialog>
  )
}
