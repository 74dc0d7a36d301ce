/** Names and values as they went over the wire. */
export function HeaderTable({ title, headers }: { title: string; headers: Record<string, string> }) {
  const entries = Object.entries(headers)
  return (
    <section className="min-w-0">
      <h3 className="pb-1 text-note font-medium text-ink-2">{title}</h3>
      {entries.length === 0 ? (
        <p className="text-note text-ink-3">None.</p>
      ) : (
        <dl className="grid grid-cols-[minmax(7rem,auto)_minmax(0,1fr)] gap-x-4 border-t border-line font-mono text-[0.75rem] leading-[1.5]">
          {entries.map(([name, value]) => (
            <div key={name} className="col-span-2 grid grid-cols-subgrid border-b border-line py-1">
              <dt className="text-ink-2">{name}</dt>
              <dd className="wrap-anywhere">{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  )
}
