import { Skeleton } from '../../ui/Skeleton.tsx'

export function LoadingRows() {
  return (
    <div className="grid grid-cols-1 border-t border-line" aria-label="Loading invocations" aria-busy="true">
      {[70, 55, 82, 48, 64, 76].map((width) => (
        <div
          key={width}
          className="flex h-9 items-center border-b border-line px-4"
          style={{ paddingRight: `${100 - width}%` }}
        >
          <Skeleton />
        </div>
      ))}
    </div>
  )
}
