import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { versionPage, versionsQuery } from '../../api/versions.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { TypedTexts } from './TypedTexts.tsx'
import { versionFacts, versionName } from './versionWords.ts'
import { leaveVersion } from './versionsShown.ts'

/** One version as the very page an export of it is: prompts, answers, figures; nothing in it runs. */
export function VersionView({ sessionId, number }: { sessionId: string; number: number }) {
  const { data } = useQuery(versionsQuery(sessionId))
  const [isLoaded, setIsLoaded] = useState(false)
  const back = useRef<HTMLButtonElement>(null)
  // The row that was chosen is gone, and the focus with it.
  useEffect(() => back.current?.focus(), [])
  const version = data?.versions.find((one) => one.number === number)
  return (
    <div className="flex h-full flex-col">
      <div className="flex flex-none items-center gap-2 border-b border-line px-2 pb-2">
        <Button kind="plain" ref={back} onClick={() => leaveVersion(sessionId, number)}>
          <Icon name="chevron-left" />
          All versions
        </Button>
        {version && (
          <p className="min-w-0 flex-1 truncate text-note text-ink-2" title={versionName(version)}>
            {versionFacts(version)} ·{' '}
            {new Date(version.keptAt).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })}
          </p>
        )}
      </div>
      <TypedTexts sessionId={sessionId} number={number} />
      <div className="relative min-h-0 flex-1">
        {!isLoaded && <Skeleton className="absolute inset-4" />}
        <iframe
          title="The session as it was"
          sandbox=""
          src={versionPage(sessionId, number)}
          onLoad={() => setIsLoaded(true)}
          className="relative size-full"
        />
      </div>
    </div>
  )
}
