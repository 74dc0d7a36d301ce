import type { ReactNode } from 'react'

/** A list and a table without their content, for whole ones and for those that come item by item. */
interface ListShellProps {
  isOrdered: boolean
  startNumber: number
  hasTasks: boolean
  children: ReactNode
}

export function ListShell({ isOrdered, startNumber, hasTasks, children }: ListShellProps) {
  const className = hasTasks ? 'md-tasks' : undefined
  if (!isOrdered)
    return (
      <ul className={className} dir="auto">
        {children}
      </ul>
    )
  return (
    <ol className={className} dir="auto" start={startNumber === 1 ? undefined : startNumber}>
      {children}
    </ol>
  )
}

export function TableShell({ head, children }: { head: ReactNode; children: ReactNode }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="md-table" tabIndex={0}>
      <table>
        <thead>{head}</thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}
