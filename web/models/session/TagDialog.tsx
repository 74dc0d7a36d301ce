import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { changeTags, type TagChange } from '../../../server/contract/tagChange.ts'
import { failureMessage } from '../../api/failureMessage.ts'
import { sessionFacetsQuery } from '../../api/sessionList.ts'
import { tagSessions } from '../../api/sessions.ts'
import { Button } from '../../ui/Button.tsx'
import { Chip } from '../../ui/Chip.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { sessionsInWords } from './sessionActions.ts'
import { closeTagEditor, useTagEditor, type TaggedSession } from './tagEditor.ts'
import { TagField } from './TagField.tsx'
import { addTag, noTagChange, removeTag, tagsOf } from './tagChange.ts'

/** Of the tags used elsewhere, those that are a click away; the others are found by typing. */
const suggestions = 8

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
  const onAll = new Set(tags.flatMap(({ name, isOnAll }) => (isOnAll ? name : [])))
  const unused = facets?.tags.map(({ name }) => name).filter((name) => !onAll.has(name)) ?? []

  async function save() {
    setIsSaving(true)
    try {
      const changed = sessions.filter(({ tags: before }) => changeTags(before, change).join() !== before.join())
      await tagSessions(
        changed.map(({ id }) => id),
        change,
      )
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
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
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
          known={unused}
          onAdd={(name) => setChange((before) => addTag(before, name))}
          onDone={() => void save()}
        />
        {unused.length > 0 && (
          <fieldset className="flex flex-wrap items-center gap-1.5" aria-label="Tags used elsewhere">
            {unused.slice(0, suggestions).map((name) => (
              <Chip
                key={name}
                aria-label={`Add tag ${name}`}
                className="bg-transparent! font-sans! font-normal! ring-1 ring-line ring-inset"
                onClick={() => setChange((before) => addTag(before, name))}
              >
                <Icon name="plus" className="size-3" />
                <span className="truncate">{name}</span>
              </Chip>
            ))}
          </fieldset>
        )}
        {error !== undefined && <ErrorNote title="Not saved">{error}</ErrorNote>}
      </div>
    </Dialog>
  )
}
