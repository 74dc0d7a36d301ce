import { Outlet, useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTagEditor } from '../models/session/tagEditor.ts'
import { useVersionsShown } from '../models/versions/versionsShown.ts'
import { useCommands } from '../ui/commands.ts'
import { part } from '../ui/part.tsx'
import { PartBoundary } from '../ui/PartBoundary.tsx'
import { useShortcut } from '../ui/shortcuts.ts'
import { ToastLayer } from '../ui/Toast.tsx'
import { TooltipLayer } from '../ui/Tooltip.tsx'
import { setOverlay, useOverlay } from './overlay.ts'
import { pageCommands } from './pageCommands.ts'
import { Rail, RailSheet } from './Rail.tsx'
import { ServerNote } from './ServerNote.tsx'

const CommandPalette = part(async () => (await import('./CommandPalette.tsx')).CommandPalette)
const TagDialog = part(async () => (await import('../models/session/TagDialog.tsx')).TagDialog)
const VersionsDrawer = part(async () => (await import('../models/versions/VersionsDrawer.tsx')).VersionsDrawer)
const KeysDialog = part(async () => (await import('./KeysDialog.tsx')).KeysDialog)

/** The frame around every page: rail, server state, and what floats. Pages render their own <main>. */
export function Shell() {
  useShortcut('mod+k', () => setOverlay('commands'), { description: 'Open anything by name', allowInFields: true })
  useShortcut('?', () => setOverlay('keys'), { description: 'Show the keys' })
  const navigate = useNavigate()
  useCommands(useMemo(() => pageCommands(navigate), [navigate]))
  const overlay = useOverlay((state) => state.overlay)
  const isTagging = useTagEditor((state) => state.sessions !== null)
  const versionsOf = useVersionsShown((state) => state.sessionId)
  // Stays from the first opening on, so that it can also leave.
  const [hadVersions, setHadVersions] = useState(false)
  if (versionsOf !== null && !hadVersions) setHadVersions(true)
  return (
    <div className="flex h-full min-h-0">
      <SkipLink />
      <Rail />
      <RailSheet />
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <ServerNote />
        <div className="min-h-0 flex-1">
          <Outlet />
        </div>
      </div>
      <PartBoundary key={overlay}>
        {overlay === 'commands' && <CommandPalette />}
        {overlay === 'keys' && <KeysDialog />}
      </PartBoundary>
      <PartBoundary>{isTagging && <TagDialog />}</PartBoundary>
      <PartBoundary>{hadVersions && <VersionsDrawer />}</PartBoundary>
      <TooltipLayer />
      <ToastLayer />
    </div>
  )
}

function SkipLink() {
  return (
    <button
      type="button"
      className="fixed top-2 left-2 z-50 -translate-y-20 rounded-inner bg-ink px-3 py-2 text-control text-on-ink focus:translate-y-0"
      onClick={() => {
        const main = document.querySelector('main')
        main?.setAttribute('tabindex', '-1')
        main?.focus()
      }}
    >
      Skip to the page
    </button>
  )
}
