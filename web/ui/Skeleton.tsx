import { joinClasses } from './joinClasses.ts'

/** A grey block in the shape of what is loading. Invisible for its first 150 ms (tokens.css), so quick answers do not flash. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <div aria-hidden="true" className={joinClasses('skeleton rounded-inner bg-raised', className ?? 'h-4 w-full')} />
  )
}
