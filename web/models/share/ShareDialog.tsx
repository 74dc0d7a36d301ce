import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { CreatedShare, ShareDraft, ShareParts } from '../../../server/contract/share.ts'
import { failureMessage } from '../../api/failureMessage.ts'
import { createShare, sharePreviewQuery } from '../../api/shares.ts'
import { Button, buttonClasses } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { joinClasses } from '../../ui/joinClasses.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { SharedLink } from './SharedLink.tsx'
import { ShareLimits } from './ShareLimits.tsx'
import { SharePartsForm } from './SharePartsForm.tsx'

const everything: ShareParts = {
  systemPrompt: true,
  endpointNames: true,
  timings: true,
  votes: true,
  withoutPanes: [],
  withoutTurns: [],
  masks: [],
}

const firstLimits: Limits = { expires: 'week', passphrase: '', maxViews: '' }

/** As typed. */
export interface Limits {
  expires: ShareDraft['expires']
  passphrase: string
  maxViews: string
}

/** What others would see, beside what can be left out of it; the link, once it is made. */
export function ShareDialog({ sessionId, onClose }: { sessionId: string; onClose: () => void }) {
  const [parts, setParts] = useState(everything)
  const [limits, setLimits] = useState(firstLimits)
  const [created, setCreated] = useState<CreatedShare>()
  const [error, setError] = useState<string>()
  const [isCreating, setIsCreating] = useState(false)
  const preview = useQuery({ ...sharePreviewQuery(sessionId, parts), placeholderData: keepPreviousData })
  const isCurrent = preview.isSuccess && !preview.isPlaceholderData
  const isMaking = preview.isFetching && !isCurrent
  const problem = problemOf(limits)

  async function create() {
    if (!preview.data) return
    setIsCreating(true)
    setError(undefined)
    try {
      setCreated(
        await createShare({
          previewId: preview.data.id,
          expires: limits.expires,
          passphrase: limits.passphrase === '' ? null : limits.passphrase,
          maxViews: limits.maxViews === '' ? null : Number(limits.maxViews),
        }),
      )
    } catch (cause) {
      setError(failureMessage(cause))
    }
    setIsCreating(false)
  }

  if (created) return <SharedLink created={created} onClose={onClose} />
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Share"
      width="1080px"
      footer={
        <>
          <Button kind="plain" onClick={onClose}>
            Cancel
          </Button>
          {preview.data && isCurrent && (
            <a
              href={`/api/share-previews/${preview.data.id}`}
              download="shared.html"
              className={buttonClasses('default')}
            >
              Download HTML
            </a>
          )}
          <Button
            kind="primary"
            disabled={!isCurrent || isCreating || problem !== undefined}
            onClick={() => void create()}
          >
            Create link
          </Button>
        </>
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-5 lg:grid-cols-[320px_minmax(0,1fr)]">
        <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-5">
          {error !== undefined && <ErrorNote title="Not shared">{error}</ErrorNote>}
          {preview.data && <SharePartsForm preview={preview.data} parts={parts} onChange={setParts} />}
          <ShareLimits limits={limits} onChange={setLimits} problem={problem} />
        </div>
        <section
          aria-label="What others will see"
          aria-busy={isMaking}
          className="max-lg:order-first grid grid-cols-[minmax(0,1fr)] content-start gap-2 lg:sticky lg:top-0 lg:self-start"
        >
          <div className="flex flex-wrap justify-between gap-x-4">
            <h3 className="text-note font-medium text-ink-2">What others will see</h3>
            <output className="text-note text-ink-2">
              {isMaking && <span className="skeleton">Making the preview…</span>}
            </output>
          </div>
          {preview.isError && (
            <ErrorNote
              title="The preview could not be made"
              actions={<Button onClick={() => void preview.refetch()}>Retry</Button>}
            >
              {failureMessage(preview.error)}
            </ErrorNote>
          )}
          {preview.isPending && <Skeleton className="h-[50dvh]" />}
          {preview.data && (
            <iframe
              title="Preview of the shared page"
              sandbox=""
              src={`/api/share-previews/${preview.data.id}`}
              className={joinClasses(
                'h-[36dvh] w-full lg:h-[54dvh] rounded-inner border border-line bg-surface transition-opacity duration-150',
                isMaking && 'opacity-40 delay-150',
              )}
            />
          )}
        </section>
      </div>
    </Dialog>
  )
}

function problemOf({ passphrase, maxViews }: Limits): string | undefined {
  if (passphrase !== '' && passphrase.length < 8) return 'A passphrase has at least 8 characters.'
  if (maxViews !== '' && !/^[1-9]\d{0,5}$/.test(maxViews)) return 'Views are a whole number from 1 on.'
  return undefined
}
