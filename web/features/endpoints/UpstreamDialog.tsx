import { useState } from 'react'
import type { EndpointsAnswer, Upstream, UpstreamDraft, UpstreamTest } from '../../../server/contract/endpoint.ts'
import { failureMessage } from '../../api/failureMessage.ts'
import { addUpstream, changeUpstream, testUpstream } from '../../api/upstreams.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { showToast } from '../../ui/Toast.tsx'
import { ModelChoice } from './ModelChoice.tsx'
import { TestResult } from './TestResult.tsx'
import { UpstreamFields } from './UpstreamFields.tsx'
import { baseUrlProblem, draftOf, newDraft } from './upstreamDraft.ts'

interface UpstreamDialogProps {
  answer: EndpointsAnswer
  /** The one to edit; absent = add one. */
  upstream?: Upstream
  onClose: () => void
}

export function UpstreamDialog({ answer, upstream, onClose }: UpstreamDialogProps) {
  const [draft, setDraft] = useState(() => firstDraft(answer, upstream))
  const [test, setTest] = useState<UpstreamTest | 'running'>()
  const [error, setError] = useState<string>()
  const [isSaving, setIsSaving] = useState(false)
  const provider = answer.providers.find((it) => it.id === draft.provider)
  const takenNames = answer.endpoints.filter((it) => it.upstreamId !== upstream?.id).map((it) => it.name)
  const urlProblem = baseUrlProblem(draft.baseUrl)
  const hasModels = draft.servesAllModels || draft.endpoints.length > 0
  const isComplete = !urlProblem && draft.name.trim() !== '' && draft.clientId !== '' && hasModels

  function change(next: UpstreamDraft) {
    const isTested = (['provider', 'baseUrl', 'credential', 'clientId'] as const).every((it) => next[it] === draft[it])
    if (!isTested) setTest(undefined)
    setError(undefined)
    setDraft(next)
  }

  async function runTest() {
    setTest('running')
    const { provider: id, baseUrl, credential, clientId } = draft
    try {
      setTest(await testUpstream({ provider: id, baseUrl, credential, clientId, id: upstream?.id }))
    } catch (cause) {
      setTest(undefined)
      setError(failureMessage(cause))
    }
  }

  async function save() {
    setIsSaving(true)
    try {
      const saved = upstream ? await changeUpstream(upstream.id, draft) : await addUpstream(draft)
      showToast({ message: upstream ? `Changed ${saved.name}.` : `Added ${saved.name}.` })
      onClose()
    } catch (cause) {
      setError(failureMessage(cause))
      setIsSaving(false)
    }
  }

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={upstream ? `Edit ${upstream.name}` : 'Add endpoint'}
      width="560px"
      footer={
        <>
          <Button
            disabled={Boolean(urlProblem) || draft.clientId === '' || test === 'running'}
            onClick={() => void runTest()}
            className="mr-auto"
          >
            {test === 'running' ? 'Testing…' : 'Test'}
          </Button>
          <Button kind="plain" onClick={onClose}>
            Cancel
          </Button>
          <Button kind="primary" disabled={!isComplete || isSaving} onClick={() => void save()}>
            {upstream ? 'Save' : 'Add'}
          </Button>
        </>
      }
    >
      <div className="grid grid-cols-1 gap-4">
        <UpstreamFields
          draft={draft}
          onChange={change}
          providers={answer.providers}
          provider={provider}
          upstream={upstream}
          takenNames={answer.upstreams.map((it) => it.name)}
        />
        <div aria-live="polite" className="empty:hidden">
          {test && test !== 'running' && <TestResult test={test} providerLabel={provider?.label ?? draft.name} />}
        </div>
        <ModelChoice
          draft={draft}
          onChange={change}
          listed={typeof test === 'object' && test.isOk ? test.models : undefined}
          takenNames={takenNames}
        />
        {error && <ErrorNote title={upstream ? 'Not changed' : 'Not added'}>{error}</ErrorNote>}
      </div>
    </Dialog>
  )
}

function firstDraft(answer: EndpointsAnswer, upstream: Upstream | undefined): UpstreamDraft {
  if (upstream) return draftOf(upstream, answer.endpoints)
  const provider = answer.providers[0]
  const names = answer.upstreams.map((it) => it.name)
  if (provider) return newDraft(provider, names)
  return { provider: 'custom', name: '', baseUrl: '', credential: '', servesAllModels: true, endpoints: [] }
}
