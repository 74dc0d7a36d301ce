import type { ReactNode } from 'react'

export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid grid-cols-1 gap-3">
      <h2 className="border-b border-line pb-2 text-reading font-semibold">{title}</h2>
      {children}
    </section>
  )
}
