import { useState } from 'react'
import { Drawer } from '../../ui/Drawer.tsx'
import { VersionActions } from './VersionActions.tsx'
import { VersionList } from './VersionList.tsx'
import { VersionView } from './VersionView.tsx'
import { hideVersions, useVersionsShown } from './versionsShown.ts'

/** The points of one session: all of them, or one to look at. */
export function VersionsDrawer() {
  const sessionId = useVersionsShown((state) => state.sessionId)
  const number = useVersionsShown((state) => state.number)
  // What was shown stays while the drawer slides away.
  const [shown, setShown] = useState({ sessionId, number })
  if (sessionId !== null && (sessionId !== shown.sessionId || number !== shown.number)) setShown({ sessionId, number })
  if (shown.sessionId === null) return null
  return (
    <Drawer
      isOpen={sessionId !== null}
      onClose={hideVersions}
      title="Versions"
      width={shown.number === undefined ? '520px' : '960px'}
      footer={shown.number !== undefined && <VersionActions sessionId={shown.sessionId} number={shown.number} />}
    >
      {shown.number === undefined ? (
        <VersionList sessionId={shown.sessionId} />
      ) : (
        <VersionView key={shown.number} sessionId={shown.sessionId} number={shown.number} />
      )}
    </Drawer>
  )
}
