import { useQuery } from '@tanstack/react-query'
import { Suspense, useState } from 'react'
import type { QuerySend } from '../../../server/contract/queryDocument.ts'
import { invocationQuery } from '../../api/queries.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { part } from '../../ui/part.tsx'
import { Field } from '../../ui/Field.tsx'
import { Select } from '../../ui/Select.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useReplyNames } from './useReplyNames.ts'

const TextDiff = part(async () => (await import('../../ui/TextDiff.tsx')).TextDiff)

/** Sends whose answers can be chosen: a longer list would not be read. */
const maxOffered = 20

interface DiffDialogProps {
  isOpen: boolean
  onClose: () => void
  /** Newest first. */
  sends: QuerySend[]
  /** The invocations in view, chosen at first. */
  first: string[]
}

/** Any two answers, line by line: their text, or their whole bodies. */
export function DiffDialog({ isOpen, onClose, sends, first }: DiffDialogProps) {
  const answers = sends.slice(0, maxOffered).flatMap((send, index) =>
    Object.values(send.invocations)
      .flat()
      .map((id) => ({ id, number: sends.length - index })),
  )
  const ids = answers.map(({ id }) => id)
  const names = useReplyNames(ids)
  const [chosen, setChosen] = useState<[string?, string?]>([])
  const [part, setPart] = useState('text')
  const left = ids.find((id) => id === chosen[0]) ?? first[0]
  const right = ids.find((id) => id === chosen[1]) ?? [...first, ...ids].find((id) => id !== left)
  const options = answers.map(({ id, number }) => ({ value: id, label: `${names[id] ?? id}, send ${number}` }))
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Compare two answers" width="960px">
      <div className="grid gap-3">
        <div className="grid gap-2 sm:grid-cols-3">
          <Field label="Before">
            <Select value={left ?? ''} options={options} onChange={(id) => setChosen([id, right])} />
          </Field>
          <Field label="After">
            <Select value={right ?? ''} options={options} onChange={(id) => setChosen([left, id])} />
          </Field>
          <Field label="What">
            <Select
              value={part}
              onChange={setPart}
              options={[
                { value: 'text', label: 'Text' },
                { value: 'body', label: 'Body' },
                { value: 'headers', label: 'Headers' },
              ]}
            />
          </Field>
        </div>
        {isOpen && left !== undefined && right !== undefined && <Both left={left} right={right} part={part} />}
      </div>
    </Dialog>
  )
}

function Both({ left, right, part }: { left: string; right: string; part: string }) {
  const before = useText(left, part)
  const after = useText(right, part)
  if (before === undefined || after === undefined) return <Skeleton className="h-32" />
  return (
    <Suspense fallback={<Skeleton className="h-32" />}>
      <TextDiff before={before} after={after} />
    </Suspense>
  )
}

function useText(id: string, part: string): string | undefined {
  const { data } = useQuery(invocationQuery(id))
  if (data === undefined) return undefined
  if (part === 'text') return data.reply.choices.map(({ text }) => text).join('\n')
  if (part === 'headers')
    return Object.entries(data.response?.headers ?? {})
      .map(([name, value]) => `${name}: ${value}`)
      .toSorted()
      .join('\n')
  return data.body === null ? data.events.map((event) => event.data).join('\n') : pretty(data.body)
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}
