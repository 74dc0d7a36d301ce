import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { failureMessage } from '../../api/failureMessage.ts'
import { queryClient } from '../../api/queryClient.ts'
import { forkVersion, goBackTo, versionsQuery } from '../../api/versions.ts'
import { Button } from '../../ui/Button.tsx'
import { showToast } from '../../ui/Toast.tsx'
import { announceToAll } from '../session/otherTabs.ts'
import { sessionPages } from '../session/sessionPages.ts'
import { hideVersions } from './versionsShown.ts'

/** What can be done with the version that is looked at. */
export function VersionActions({ sessionId, number }: { sessionId: string; number: number }) {
  const navigate = useNavigate()
  const [isBusy, setIsBusy] = useState(false)

  async function run(work: () => Promise<void>, what: string) {
    setIsBusy(true)
    try {
      await work()
    } catch (error) {
      showToast({ message: `${what}. ${failureMessage(error)}` })
    }
    setIsBusy(false)
  }

  async function fork() {
    const session = await forkVersion(sessionId, number)
    hideVersions()
    await navigate({ to: sessionPages[session.page].to, params: { sessionId: session.id } })
    showToast({ message: 'Forked. The session it came from is as it was.' })
  }

  return (
    <>
      <Button disabled={isBusy} onClick={() => void run(fork, 'Not forked')}>
        Fork
      </Button>
      <Button
        kind="primary"
        disabled={isBusy}
        onClick={() => void run(() => goBack(sessionId, number), 'Not gone back')}
      >
        Go back to this
      </Button>
    </>
  )
}

async function goBack(sessionId: string, number: number): Promise<void> {
  const { revision } = await goBackTo(sessionId, number)
  announceToAll({ sessionId, revision, how: 'went-back' })
  hideVersions()
  const { versions } = await queryClient.fetchQuery(versionsQuery(sessionId))
  const before = versions.find(({ why }) => why === 'before-going-back')
  showToast({
    message: 'Went back. What was here is kept as a version.',
    ...(before && { action: { label: 'Undo', onSelect: () => void undo(sessionId, before.number) } }),
  })
}

async function undo(sessionId: string, number: number): Promise<void> {
  try {
    const { revision } = await goBackTo(sessionId, number)
    announceToAll({ sessionId, revision, how: 'went-back' })
  } catch (error) {
    showToast({ message: `Not undone. ${failureMessage(error)}` })
  }
}
