import { Skeleton } from '../../ui/Skeleton.tsx'

/** In the places of the head and of the rows. */
export function LoadingRows() {
  return (
    <div className="grid grid-cols-1" aria-label="Loading sessions" aria-busy="true">
      <div className="h-8 border-b border-line max-[699px]:hidden" />
      {[60, 45, 72, 38, 66, 51].map((width) => (
        <div
          key={width}
          className="flex h-10 items-center border-b border-line px-4 max-[699px]:h-15"
          style={{ paddingRight: `${100 - width}%` }}
        >
          <Skeleton />
        </div>
      ))}
    </div>
  )
}
