import { Skeleton } from '../../ui/Skeleton.tsx'

export function LoadingRows() {
  return (
    <div className="grid grid-cols-1" aria-label="Loading sessions" aria-busy="true">
      {[60, 45, 72, 38, 66, 51].map((width) => (
        <div
          key={width}
          className="flex h-10 items-center border-b border-line px-4"
          style={{ paddingRight: `${100 - width}%` }}
        >
          <Skeleton />
        </div>
      ))}
    </div>
  )
}
