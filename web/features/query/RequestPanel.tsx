import { useQuery } from '@tanstack/react-query'
import { Suspense, useDeferredValue, useMemo, useState } from 'react'
import type { Endpoint } from '../../../server/contract/endpoint.ts'
import { endpointsQuery } from '../../api/queries.ts'
import { Recipients } from '../../models/endpointPicker/Recipients.tsx'
import { bodyFields } from '../../models/requestBody/bodyFields.ts'
import { checkBody, maxCheckedLength } from '../../models/requestBody/checkBody.ts'
import { taskOfBody } from '../../models/requestBody/taskOfBody.ts'
import { Button } from '../../ui/Button.tsx'
import { formatBytes } from '../../ui/formatNumber.ts'
import { Kbd } from '../../ui/Kbd.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { part } from '../../ui/part.tsx'
import { keyLabels } from '../../ui/shortcuts.ts'
import { Tabs } from '../../ui/Tabs.tsx'
import { showToast } from '../../ui/Toast.tsx'
import { exampleFor } from './example.ts'
import { FindingsList } from './FindingsList.tsx'
import { FormView } from './FormView.tsx'
import { PasteDialog } from './PasteDialog.tsx'
import { addEndpoint, changeText, removeEndpoint, useQuerySession, useQueryState } from './query.ts'

const JsonEditor = part(async () => (await import('../../models/jsonEditor/JsonEditor.tsx')).JsonEditor)

/** The request: as JSON or as a form over the same text, what is odd about it, and whom it goes to. */
export function RequestPanel({ onSend }: { onSend: () => void }) {
  const query = useQuerySession()
  const text = useQueryState((state) => state.document.text)
  const panes = useQueryState((state) => state.document.panes)
  const { data } = useQuery(endpointsQuery)
  const [view, setView] = useState('json')
  const [isPasting, setIsPasting] = useState(false)
  const chosen = useMemo(
    () => panes.flatMap((pane) => data?.endpoints.find(({ name }) => name === pane.endpoint) ?? []),
    [panes, data],
  )
  // Checked a moment later: the key that was pressed is on screen first.
  const checkedText = useDeferredValue(text)
  const task = useMemo(() => taskOfBody(checkedText) ?? commonTask(chosen), [checkedText, chosen])
  const findings = useMemo(
    () =>
      checkBody(checkedText, {
        ...(commonTask(chosen) === undefined ? {} : { task: commonTask(chosen) }),
        isForOpenAi: chosen.some(({ provider }) => provider === 'openai' || provider === 'azure-openai'),
      }),
    [checkedText, chosen],
  )
  const fields = bodyFields[task ?? 'llm/v1/chat']
  return (
    <section
      aria-label="Request"
      className="flex min-w-0 flex-col gap-3 border-line p-4 lg:min-h-0 lg:overflow-y-auto lg:border-r"
    >
      <div className="flex flex-wrap items-start justify-between gap-2">
        <Tabs
          label="View of the request"
          tabs={[
            { value: 'json', label: 'JSON' },
            { value: 'form', label: 'Form' },
          ]}
          value={view}
          onChange={setView}
        />
        <div className="flex flex-wrap gap-1">
          <Button kind="plain" onClick={() => void showExample(chosen)}>
            Show example
          </Button>
          <Button kind="plain" onClick={() => setIsPasting(true)}>
            Paste curl or code
          </Button>
        </div>
      </div>
      {view === 'json' ? (
        <div className="flex-none overflow-hidden rounded-outer border border-line-strong bg-surface focus-within:outline-2 focus-within:outline-focus">
          <Suspense fallback={<Skeleton className="m-3 h-32" />}>
            <JsonEditor
              label="Request body"
              value={text}
              onChange={(next) => changeText(query, next)}
              fields={fields}
              findings={findings}
              placeholder={'{ "messages": [ … ] }'}
              describedBy="query-findings"
            />
          </Suspense>
        </div>
      ) : (
        <FormView text={text} fields={fields} onChange={(next) => changeText(query, next)} />
      )}
      <FindingsList id="query-findings" findings={findings} />
      {text.length > maxCheckedLength && (
        <p className="text-note text-ink-2">
          {formatBytes(text.length)}: too long to be checked while typing. It is sent as written.
        </p>
      )}
      <Recipients
        panes={panes}
        chosen={chosen}
        task="any"
        onAdd={(name) => addEndpoint(query, name)}
        onRemove={(paneId) => removeEndpoint(query, paneId)}
        removeLabel={(name) => `Do not send to ${name}`}
      />
      <div className="flex items-center gap-2.5">
        <Button kind="primary" onClick={onSend}>
          Send request
        </Button>
        <Kbd isOnKeyboardsOnly>{keyLabels('mod+enter')}</Kbd>
      </div>
      <PasteDialog
        findEndpoint={(name) => data && endpointOf(data.endpoints, name)}
        isOpen={isPasting}
        onClose={() => setIsPasting(false)}
        onTake={(pasted) => {
          changeText(query, pasted.body)
          const known = data && endpointOf(data.endpoints, pasted.endpoint)
          if (known && pasted.takesEndpoint) addEndpoint(query, known.name)
        }}
      />
    </section>
  )

  async function showExample(endpoints: Endpoint[]) {
    const before = query.store.getState().document.text
    const example = await exampleFor(endpoints[0])
    changeText(query, example.text)
    showToast({
      message: example.words,
      ...(before.trim() === '' ? {} : { action: { label: 'Undo', onSelect: () => changeText(query, before) } }),
    })
  }
}

/** By its own name, or by its model's name at the provider: code written for a provider names the model. */
function endpointOf(endpoints: Endpoint[], name: string | undefined): Endpoint | undefined {
  return endpoints.find((endpoint) => endpoint.name === name) ?? endpoints.find(({ model }) => model === name)
}

/** The task that every chosen endpoint has, where there is exactly one. */
function commonTask(endpoints: Endpoint[]) {
  const [first, ...others] = endpoints
  const common = first?.tasks.filter((task) => others.every(({ tasks }) => tasks.includes(task))) ?? []
  return common.length === 1 ? common[0] : undefined
}
