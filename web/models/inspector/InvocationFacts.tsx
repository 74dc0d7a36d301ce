import type { Invocation } from '../../../server/contract/invocation.ts'

/** Who asked, who answered, and what about the record is not as one would think. */
export function InvocationFacts({ invocation }: { invocation: Invocation }) {
  const { endpoint, model, servedModel, clientRequestId, requester, userAgent, request, remark } = invocation
  const isServedElsewhere = servedModel !== '' && servedModel !== endpoint && servedModel !== model
  const facts: [name: string, value: string | null | false][] = [
    ['Served by', isServedElsewhere && servedModel],
    ['Access token', requester],
    ['Request id of the client', clientRequestId],
    ['User agent', userAgent],
  ]
  const known = facts.filter((fact): fact is [string, string] => typeof fact[1] === 'string' && fact[1] !== '')
  const notes = [
    request?.repeatedWithout !== undefined &&
      `Sent again without ${request.repeatedWithout}, which the upstream refused with 400.`,
    remark,
  ].filter((note) => typeof note === 'string')
  if (known.length === 0 && notes.length === 0) return null
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
      {known.length > 0 && (
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 text-note">
          {known.map(([name, value]) => (
            <div key={name} className="col-span-2 grid grid-cols-subgrid">
              <dt className="text-ink-3">{name}</dt>
              <dd className="font-mono text-measure leading-[inherit] wrap-anywhere text-ink-2">
                <bdi>{value}</bdi>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {notes.map((note) => (
        <p key={note} className="text-note text-warn">
          {note}
        </p>
      ))}
    </div>
  )
}
